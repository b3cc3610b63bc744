import { describe, expect, it } from 'vitest';
import { EngineClient } from '../studio/engine.ts';
import { commandPath, everyCommand } from './command-tree.ts';
import { CommandContext } from './context.ts';
import { EXAMPLES } from './examples.ts';
import { createProgram } from './program.ts';
import { runHere } from './testing/run-here.ts';

using context = new CommandContext(false, () => undefined, new EngineClient());
const program = createProgram(context);
const commands = everyCommand(program).map((command) => [commandPath(command), command] as const);
const wordsOf = (line: string) => (line === '' ? [] : line.split(' '));

/** One line, which says something. */
const PLAIN = /^\S.{3,110}$/;

describe.each(commands)('the help of trilemma %s', (path, command) => {
  it('says in a line each what the command, its arguments and its options are', () => {
    if (path !== '') expect(command.description()).toMatch(PLAIN);
    for (const argument of command.registeredArguments) expect(argument.description).toMatch(PLAIN);
    for (const option of command.options) expect(option.description, option.flags).toMatch(PLAIN);
  });

  it('is the same by each way to ask for it, and ends with examples', async () => {
    const { code, stdout, stderr } = await runHere(...wordsOf(path), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${`trilemma ${path}`.trim()}`);
    expect(await runHere('help', ...wordsOf(path))).toEqual({ code, stdout, stderr });
    if (command.commands.length > 0 && path !== '') return;
    const examples = EXAMPLES[path]!.map((example) => `  trilemma ${example}\n`);
    expect(stdout.endsWith(`\nExamples:\n${examples.join('')}`)).toBe(true);
  });
});

it('has no examples of commands that are not there', () => {
  expect(Object.keys(EXAMPLES).filter((path) => commands.every(([known]) => known !== path))).toEqual([]);
});

it.each(Object.values(EXAMPLES).flat())('trilemma %s is a command line that it takes', (example) => {
  using unused = new CommandContext(false, () => undefined, new EngineClient());
  const words = [...example.matchAll(/"(?<quoted>[^"]*)"|\S+/g)].map(
    ([word], i, all) => all[i]?.groups?.quoted ?? word,
  );
  let command = createProgram(unused);
  while (command.commands.some((below) => below.name() === words[0])) {
    const name = words.shift();
    command = command.commands.find((below) => below.name() === name)!;
  }
  const { operands, unknown } = command.parseOptions(words);
  expect(unknown).toEqual([]);
  const [least, most] = [
    command.registeredArguments.filter(({ required }) => required).length,
    command.registeredArguments.some(({ variadic }) => variadic)
      ? Infinity
      : command.registeredArguments.length,
  ];
  expect(operands.length).toBeGreaterThanOrEqual(least);
  expect(operands.length).toBeLessThanOrEqual(most);
});

describe('a command line that is not understood', () => {
  it.each(commands)(
    'gets one line at trilemma %s, exit 2, and an object for programs',
    async (path, command) => {
      const needed = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long!, 'x']);
      const words = [...wordsOf(path), ...needed, '--no-such-option'];
      const said = await runHere(...words);
      expect(said).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^trilemma: [^\n]+\n$/) as string,
      });
      expect(said.stderr).toContain(
        `Unknown option '--no-such-option'. See ${`trilemma ${path}`.trim()} --help.`,
      );
      const { code, stdout } = await runHere(...words, '--json');
      const message = said.stderr.replace(/^trilemma: /, '').trimEnd();
      expect([code, JSON.parse(stdout)]).toEqual([2, { error: { code: 'usage', message } }]);
    },
  );

  it.each([
    [['modls'], "Unknown command 'modls'. Did you mean models?"],
    [['gallery', 'serch'], "Unknown command 'serch'. Did you mean search?"],
    [['models', 'remov'], 'Did you mean remove?'],
    [
      ['models', 'rename', 'a', 'b', 'c'],
      'Expected 2 arguments but got 3. See trilemma models rename --help.',
    ],
    [['generate', 'faces', '--stpes', '3'], "Unknown option '--stpes'. Did you mean --steps?"],
    [['generate'], "Missing required argument 'model'."],
    [['generate', 'faces', '--out'], "Option '--out <path>' argument missing."],
    [['interpolate', 'faces'], "Required option '--out <path>' not specified."],
    [['help', 'galery'], 'Did you mean gallery?'],
    [['help', 'gallery', 'sats'], 'There is no command sats in gallery. Did you mean stats?'],
  ])('%j: %s', async (args, sentence) => {
    const { code, stdout, stderr } = await runHere(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
  });

  it.each([[], ['gallery']])(
    'without a command gets the help, and a line with the names: %j',
    async (...words) => {
      const { code, stdout, stderr } = await runHere(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^Usage: [^]+\ntrilemma: Say what trilemma[a-z ]* is to do: [^\n]+\n$/);
      const { stdout: json } = await runHere(...words, '--json');
      expect(JSON.parse(json)).toMatchObject({ error: { code: 'usage' } });
    },
  );
});

it('tells its version, and takes --json before the command', async () => {
  const version = await runHere('--version');
  expect(version).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    stderr: '',
  });
  const { stdout } = await runHere('--json', '--version');
  expect(JSON.parse(stdout)).toEqual({ text: version.stdout.trim() });
  expect(JSON.parse((await runHere('--json', 'models')).stdout)).toHaveProperty('models');
});

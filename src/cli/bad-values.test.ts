/** Values that make no sense, and places where nothing can be written: one sentence each, exit 2, and nothing is lost. */
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { withTinyModel } from '../studio/testing/films.ts';
import { EngineClient } from '../studio/engine.ts';
import { commandPath, everyCommand } from './command-tree.ts';
import { CommandContext } from './context.ts';
import { createProgram } from './program.ts';
import { runHere } from './testing/run-here.ts';

using context = new CommandContext(false, () => undefined, new EngineClient());
const options = everyCommand(createProgram(context)).flatMap((command) =>
  command.options
    .filter(({ required, variadic }) => required || variadic)
    .map((option) => ({ path: commandPath(command), flag: option.long!, placeholder: option.flags })),
);

/** What options that take numbers call their value. */
const NUMBER = /<(?:n|T|x|pixels|seed|stars|port|id)>/;
const NO_NUMBERS = ['', 'many', '-1', '1e999', 'NaN', '0x'];
/** Emptied on purpose. */
const MAY_BE_EMPTY = ['gallery tag --note'];

let home: string;
beforeEach(() => {
  home = join(temporaryFolder(), 'home');
  vi.stubEnv('TRILEMMA_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
});

async function refused(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHere(...args);
  expect(stderr).toMatch(/^trilemma: [^\n]+[.?]\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

/** As many words as each command takes. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  ...{ generate: ['faces'], interpolate: ['faces'], import: ['a.pth'], reproduce: ['a.png'], verify: ['a'] },
  ...{ 'gallery tag': ['1'], 'gallery search': ['a'], 'gallery export': ['out'], 'models restore': ['a'] },
  'models export': ['faces', 'a.onnx'],
};

const wordsOf = (path: string) => [...path.split(' '), ...(ARGUMENTS[path] ?? [])];
/** Options without which the command would be refused for another reason. */
const needed = (flag: string, path: string) =>
  ['interpolate', 'train'].includes(path) && flag !== '--out' ? ['--out', 'x'] : [];

const numbers = options.filter(({ placeholder }) => NUMBER.test(placeholder));
const texts = options.filter(
  ({ path, flag, placeholder }) => !NUMBER.test(placeholder) && !MAY_BE_EMPTY.includes(`${path} ${flag}`),
);

it.each(numbers)('trilemma $path $placeholder takes numbers alone', async ({ path, flag }) => {
  for (const value of NO_NUMBERS) await refused(...wordsOf(path), ...needed(flag, path), flag, value);
});

it.each(texts)('trilemma $path $placeholder is not empty', async ({ path, flag }) => {
  await refused(...wordsOf(path), ...needed(flag, path), flag, '');
});

it.each([
  ['--favourite and --no-favourite contradict', ['gallery', 'tag', '1', '--favourite', '--no-favourite']],
  ['The tag z is in both', ['gallery', 'tag', '1', '--add', 'z', '--remove', 'z']],
  ['--text is given twice', ['gallery', 'list', '--text', 'a', '--text', 'b']],
  ['--seed is given twice', ['generate', 'faces', '--seed', '1', '--seed', '2']],
])('%s: %j', async (words, args) => {
  expect(await refused(...args)).toContain(words);
});

/** Where nobody can write: as the superuser, only what the system itself keeps. */
function readOnlyFolder(): string {
  if (process.getuid?.() === 0) return '/sys';
  const folder = temporaryFolder();
  chmodSync(folder, 0o555);
  return folder;
}

/** That no system opens. */
function impossiblePaths(ending: string): readonly string[] {
  const folder = temporaryFolder();
  const loop = join(folder, `loop${ending}`);
  symlinkSync(loop, loop);
  return [join(folder, 'n'.repeat(300) + ending), loop, ...(ending === '' ? [join(loop, 'x')] : [])];
}

describe.runIf(process.platform === 'linux')('a path that leads nowhere', () => {
  it.each([
    [['reproduce'], '.png'],
    [['reproduce', 'a.png', '--out'], '.png'],
    [['interpolate', 'faces', '--out', 'x.gif', '--path'], ''],
    [['gallery', 'import'], '.png'],
    [['gallery', 'import'], ''],
    [['import'], '.pth'],
    [['verify'], ''],
    [['verify', '.', '--checkpoint'], '.pth'],
    [['train', '--scratch', 'tiny-32', '--out', 'x', '--data'], ''],
  ] as const)('%j "%s" is told of in one sentence', async (args, ending) => {
    for (const path of impossiblePaths(ending)) {
      expect(await refused(...args, path)).not.toContain('Something went wrong');
    }
  });
});

describe.runIf(process.platform === 'linux')('what cannot be written', () => {
  const CPU = ['--device', 'cpu'];
  const COMMANDS: readonly (readonly [args: readonly string[], ending: string])[] = [
    [['generate', 'tiny', '--seed', '1', ...CPU, '--out'], '.png'],
    [['generate', 'tiny', '--seed', '1', ...CPU, '--out'], ''],
    [['gallery', 'export'], ''],
    [['gallery', 'export'], '.zip'],
    [['gallery', 'export'], '.pdf'],
    [['models', 'export', 'tiny'], '.safetensors'],
    [['models', 'export', 'tiny'], '.onnx'],
    [
      ['interpolate', 'tiny', '--key', '1', '--key', '2', '--frames', '3', '--no-even', ...CPU, '--out'],
      '.gif',
    ],
    [['interpolate', 'tiny', '--key', '1', '--key', '2', '--frames', '3', '--no-even', ...CPU, '--out'], ''],
  ];

  it.each(COMMANDS)('%j "%s" is told of in one sentence, and nothing is lost', async (args, ending) => {
    const folder = temporaryFolder();
    await withTinyModel(home);
    await runHere('generate', 'tiny', '--seed', '1', ...CPU, '--save');
    const before = readdirSync(home, { recursive: true }).filter((name) => String(name).endsWith('.png'));
    writeFileSync(join(folder, 'file'), 'mine');
    // A folder cannot be where a file is.
    const there = ending === '' ? [join(folder, 'file')] : [];
    for (const place of [
      join(folder, 'file', `x${ending}`),
      join(readOnlyFolder(), `x${ending}`),
      ...there,
      ...impossiblePaths(ending),
    ]) {
      const said = await refused(...args, place);
      expect(said).not.toContain('.tmp');
    }
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine');
    const after = readdirSync(home, { recursive: true }).filter((name) => String(name).endsWith('.png'));
    expect(after).toEqual(before);
  });
});

/** What is written about the command line, against what it is. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { EngineClient } from '../studio/engine.ts';
import { commandPath, everyCommand } from './command-tree.ts';
import { CommandContext } from './context.ts';
import { createProgram } from './program.ts';

const ROOT = join(import.meta.dirname, '../..');
using context = new CommandContext(false, () => undefined, new EngineClient());
const program = createProgram(context);

const INTRODUCTION = `# The command line

\`trilemma help COMMAND\` prints what stands here. From the sources, \`npm run -s cli -- ARGS\` is \`trilemma ARGS\`. What
ends in \`...\` may be given several times.

With \`--json\`, standard output has one JSON object and nothing else: the result, or \`{"error": {"code", "message"}}\`.
\`code\` is one of those in \`src/shared/errors.ts\` and stays; \`message\` is for people. Progress is shown on a terminal's
standard error only, in one line without colours.

| exit code | |
| --- | --- |
| 0 | done |
| 1 | a check failed, or a part of what was asked for |
| 2 | bad input: nothing was done |
| 130 | ended by Ctrl-C; 143 by SIGTERM, 129 where the terminal was closed |
| 141 | whoever reads standard output has left |
`;

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 100 }).outputHelp();
  return `\n## ${`trilemma ${commandPath(command)}`.trim()}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`;
}

// After a change of options: npx vitest run src/cli/documentation.test.ts --update
it('docs/command-line.md has the help of every command', async () => {
  const text = INTRODUCTION + everyCommand(program).map(helpOf).join('');
  await expect(text).toMatchFileSnapshot(join(ROOT, 'docs/command-line.md'));
});

/** Command lines in the documents: between backquotes, or lines of blocks of code. */
const mentioned = ['README.md', ...globSync('docs/*.md', { cwd: ROOT })].flatMap((file) =>
  [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(
      /(?<=`|^)(?:trilemma|npm run -s cli --) (?<words>[^`\n]*)/gm,
    ),
  ].map(({ groups }) => [file, groups!.words!.replaceAll('\\|', '|')] as const),
);

/** The commands that a line names, with the words that follow: `gallery list|search` names two. */
function commandsIn(line: string): readonly Command[] {
  let found: readonly Command[] = [program];
  for (const word of line.split(' ')) {
    const below = word
      .split('|')
      .flatMap((name) => found.flatMap(({ commands }) => commands.filter((each) => each.name() === name)));
    if (below.length === 0) break;
    expect(below.length, line).toBe(word.split('|').length);
    found = below;
  }
  return found;
}

it.each(mentioned)('%s: trilemma %s', (_, line) => {
  const commands = commandsIn(line);
  const known = [...commands, program].flatMap(({ options }) => options.map(({ long }) => long));
  const flags = line.match(/--[a-z][a-z-]*/g) ?? [];
  expect(flags.filter((flag) => !['--help', ...known].includes(flag))).toEqual([]);
});

it('the README names every command', () => {
  const named = new Set(
    mentioned.filter(([file]) => file === 'README.md').flatMap(([, line]) => commandsIn(line)),
  );
  const missing = everyCommand(program).filter(({ commands }) => commands.length === 0);
  expect(missing.filter((command) => !named.has(command)).map(commandPath)).toEqual([]);
});

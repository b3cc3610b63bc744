import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { writeTinyCheckpoint } from '../studio/testing/tiny-checkpoint.ts';
import { noTerminals, onTerminal } from './testing/terminal.ts';
import { trilemma } from './testing/trilemma.ts';

if (noTerminals !== undefined) console.warn(`Terminals are not tested: ${noTerminals}.`);

/** A command with progress that computes nothing, and another that takes its time. */
function commands() {
  const home = temporaryFolder();
  const checkpoint = join(home, 'tiny.safetensors');
  writeTinyCheckpoint(checkpoint, { steps: 2 });
  const quick = ['import', checkpoint];
  const slow = ['generate', 'faces', '--count', '100000', '--batch', '1', '--device', 'cpu', '--seed', '7'];
  return { home, quick, slow };
}

const IMPORTING = /^Importing \[#*-*\] \d+ %/;
const IMPORTED = 'Added tiny: 16x16, T = 2, ema weights.';
const LABEL = '100000 x faces ';
/** Where there is room for one: a narrow terminal with a long time left has none. */
const BAR = /\[(#*-*)\] \d+ %/;

describe.skipIf(noTerminals !== undefined)('progress on a terminal', () => {
  it.each([40, 80, 200])('is one line of %i columns, and nothing of it stays', async (columns) => {
    const { home, quick } = commands();
    const { screen, seen, code } = await onTerminal(home, { columns }, ...quick);
    expect(seen).toContainEqual(expect.stringMatching(IMPORTING));
    expect({ screen, code }).toEqual({ screen: [IMPORTED], code: 0 });
  });

  it('fits the width that the terminal has now, and leaves nothing behind Ctrl-C', async () => {
    const { home, slow } = commands();
    const bars: number[] = [];
    let isInterrupted = false;
    const { screen, code } = await onTerminal(
      home,
      {
        columns: 100,
        onSeen: (line, hands) => {
          if (!line.startsWith(LABEL) || isInterrupted) return;
          const bar = BAR.exec(line)?.[1];
          if (bar !== undefined) bars.push(bar.length);
          isInterrupted = bars.length > 0 && line.length <= 45;
          if (isInterrupted) hands.interrupt();
          else if (bar !== undefined && bars.length === 1) hands.resize(45);
        },
      },
      ...slow,
      '--out',
      join(home, 'p'),
    );
    expect(bars[0]).toBe(30);
    expect({ screen, code }).toEqual({ screen: ['trilemma: Cancelled.'], code: 130 });
  });

  it('leaves nothing behind what went wrong', async () => {
    const { home, slow } = commands();
    const { screen, code } = await onTerminal(home, { columns: 300 }, ...slow, '--out', '/dev/null/p');
    expect(screen).toEqual([
      expect.stringMatching(/^trilemma: \/dev\/null\/p\/faces-7.png cannot be written: /),
    ]);
    expect(code).toBe(2);
  });

  it('is not shown where the cursor cannot be moved, and not to programs', async () => {
    const { home, quick } = commands();
    const dumb = await onTerminal(home, { columns: 80, env: { TERM: 'dumb' } }, ...quick);
    expect(dumb.seen.at(-1)).toBe(IMPORTED);
    const json = await onTerminal(home, { columns: 80 }, ...quick, '--json');
    expect([...dumb.seen, ...json.seen].filter((line) => IMPORTING.test(line))).toEqual([]);
  });
});

it('there is no progress where standard error is no terminal', async () => {
  const { home, quick } = commands();
  expect(await trilemma(home, ...quick)).toEqual({ code: 0, stdout: `${IMPORTED}\n`, stderr: '' });
});

/**
 * The command line in the test's own process: a hundred times as fast to start, and all commands of a test file share one
 * engine. For what is about processes (signals, pipes, terminals, exit codes) there is `trilemma.ts`.
 */
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { EngineClient } from '../../studio/engine.ts';
import { run } from '../run.ts';
import type { Ended } from './trilemma.ts';

const engine = new EngineClient();
afterAll(() => engine[Symbol.dispose]());

let isRunning = false;

/** On the data folder that the environment names. */
export async function runHere(...args: readonly string[]): Promise<Ended> {
  if (isRunning) throw new Error('Two commands in one process would mix their output: await the first.');
  isRunning = true;
  const output = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text, written?: unknown) => {
      output[name] += String(text);
      (written as (() => void) | undefined)?.();
      return true;
    }),
  );
  try {
    const code = await run(args, undefined, engine);
    return { code, ...output };
  } finally {
    for (const spy of spies) spy.mockRestore();
    isRunning = false;
  }
}

/** @param home the data folder. */
export async function trilemmaHere(home: string, ...args: readonly string[]): Promise<Ended> {
  const before = process.env.TRILEMMA_HOME;
  process.env.TRILEMMA_HOME = home;
  try {
    return await runHere(...args);
  } finally {
    // The tests' own folder, which all have (`test/support/own-folders.ts`).
    process.env.TRILEMMA_HOME = before!;
  }
}

/** What it prints for programs. */
export async function jsonHere(home: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await trilemmaHere(home, ...args, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** A folder for the tests of a file, and the command line on a data folder in it. */
export function commandsHere() {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  return {
    folder,
    home,
    trilemma: (...args: readonly string[]) => trilemmaHere(home, ...args),
    json: (...args: readonly string[]) => jsonHere(home, ...args),
  };
}

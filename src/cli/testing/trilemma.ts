/** The command line as a process of its own, as people and programs run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../main.ts');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param home the data folder. */
export function start(home: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, TRILEMMA_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Call it before the process can have written anything. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout!.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr!.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...output };
}

export function trilemma(home: string, ...args: readonly string[]): Promise<Ended> {
  return ended(start(home, ...args));
}

/** What it prints for programs. */
export async function trilemmaJson(
  home: string,
  ...args: readonly string[]
): Promise<Record<string, unknown>> {
  const { stdout } = await trilemma(home, ...args, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

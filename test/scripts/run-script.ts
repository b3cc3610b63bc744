import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

interface RunOptions {
  readonly cwd?: string;
  readonly python?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. @returns what it said. @throws with what it said, where its exit code is not 0. */
export async function runScript(
  program: string,
  args: readonly string[],
  { cwd = ROOT, python, env = {} }: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...(python !== undefined && { PYTHON: python }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data: string) => (said += data));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${said}`);
  return said;
}

/** electron-builder, run as the project needs it. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** @param args as electron-builder's command line has them. @returns its exit code. */
export function runBuilder(args: readonly string[], output: 'inherit' | 'ignore' = 'inherit'): number {
  const folder = dirname(createRequire(import.meta.url).resolve('electron-builder/package.json'));
  const { status } = spawnSync(process.execPath, [join(folder, 'cli.js'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', output, output === 'ignore' ? 'inherit' : output],
    // Nothing is published by packing.
    env: { ...process.env, CI: 'false' },
  });
  return status ?? 1;
}

/** Builds the program. @returns its exit code. */
export function build(): number {
  const folder = dirname(createRequire(import.meta.url).resolve('electron-vite/package.json'));
  const program = join(folder, 'bin', 'electron-vite.js');
  const { status } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return status ?? 1;
}

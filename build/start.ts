/** `npm start`: the studio in a window of its own, or where none can open, in a browser. */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OWN_GROUP } from '../src/platform/process-group.ts';
import { hasDisplay } from '../src/platform/display.ts';
import { isBuilt } from './built.ts';
import { electronBinary } from './electron-binary.ts';
import { failedToOpen, noWindowBecause } from './where-to-open.ts';

const root = join(import.meta.dirname, '..');
const { env, platform } = process;

function electronFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

function build(): number {
  process.stderr.write('Building the studio ...\n');
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  return status ?? 1;
}

/**
 * Passes on what asks this process to end. In a group of its own, the other is reached by that alone: Ctrl-C in a terminal
 * would end the helpers of an Electron before it can close.
 */
async function run(program: string, args: readonly string[], { ownGroup }: { readonly ownGroup: boolean }) {
  const started = performance.now();
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...(ownGroup && OWN_GROUP) });
  process.on('SIGINT', () => ownGroup && OWN_GROUP.detached && child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => child.kill(signal));
  const end = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  return { ...end, afterMs: performance.now() - started };
}

/** @returns the exit code. */
async function start(): Promise<number> {
  const displayed = hasDisplay(platform, env);
  let why = noWindowBecause({ platform, uid: process.getuid?.(), hasDisplay: displayed });
  const binary = why === undefined ? await electronBinary(electronFolder()) : undefined;
  if (binary !== undefined) {
    const end = await run(binary, [root], { ownGroup: true });
    why = failedToOpen(end);
    if (why === undefined) return end.code ?? 1;
  }
  why ??= 'Electron is not here and could not be fetched';
  process.stderr.write(`No window of its own (${why}): the studio opens in a browser.\n`);
  const args = [join(root, 'dist', 'main', 'cli.js'), 'serve', ...(displayed ? ['--open'] : [])];
  return (await run(process.execPath, args, { ownGroup: false })).code ?? 1;
}

const buildStatus = isBuilt(root) ? 0 : build();
process.exitCode = buildStatus === 0 ? await start() : buildStatus;

/** What becomes of commands whose output is not read any more, or cannot be written. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appFolder } from '../platform/app-folder.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { withTinyModel } from '../studio/testing/films.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const reference = (name: string) => join(import.meta.dirname, '../../test/fixtures/reference', name);
const CPU = ['--device', 'cpu'];
const FULL = '/dev/full';

type Case = readonly [name: string, args: (out: string) => readonly string[]];

const SERVE: Case = ['serve', () => ['serve', '--port', '0']];

/** One of each kind of command, with what it needs in `out`. */
const COMMANDS: readonly Case[] = [
  ['help', () => ['--help']],
  ['version', () => ['--version']],
  ['models', () => ['models']],
  ['models rename', () => ['models', 'rename', 'tiny', 'small']],
  ['models export', (out) => ['models', 'export', 'tiny', join(out, 'tiny.safetensors')]],
  ['models remove', () => ['models', 'remove', 'tiny']],
  ['import', () => ['import', reference('netG_1200.pth'), '--steps', '4']],
  ['generate', (out) => ['generate', 'tiny', ...CPU, '--out', join(out, 'a.png')]],
  [
    'interpolate',
    (out) => ['interpolate', 'tiny', '--key', '1', '--key', '2', ...CPU, '--out', join(out, 'a.gif')],
  ],
  ['verify', () => ['verify', reference('schedule.safetensors')]],
  ['bench', () => ['bench', 'tiny', ...CPU, '--runs', '1']],
  ['gallery list', () => ['gallery', 'list', '--json']],
  ['gallery stats', () => ['gallery', 'stats']],
  ['gallery check', () => ['gallery', 'check']],
  // The whole of `npm test` builds the interface first; without it there is nothing to serve.
  ...(existsSync(join(appFolder(), 'dist/renderer/index.html')) ? [SERVE] : []),
];

async function home() {
  const root = temporaryFolder();
  const folder = join(root, 'home');
  const out = join(root, 'out');
  mkdirSync(out);
  await withTinyModel(folder);
  return { folder, out };
}

type Stdout = 'closed' | 'full';

/** Runs a command whose standard output fails from the first byte on. */
async function run(folder: string, args: readonly string[], stdout: Stdout) {
  const full = stdout === 'full' ? openSync(FULL, 'w') : undefined;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, TRILEMMA_HOME: folder },
    stdio: ['ignore', full ?? 'pipe', 'pipe'],
  });
  if (full !== undefined) closeSync(full);
  child.stdout?.destroy();
  let stderr = '';
  child.stderr!.on('data', (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

describe.runIf(process.platform !== 'win32')('a command whose reader has left', () => {
  it.concurrent.each(COMMANDS)('%s ends quietly, as SIGPIPE ends other programs', async (_, args) => {
    const { folder, out } = await home();
    expect(await run(folder, args(out), 'closed')).toEqual({ code: 141, stderr: '' });
  });
});

describe.runIf(existsSync(FULL))('a command whose output is full', () => {
  const SAID = {
    code: 1,
    stderr: 'trilemma: The output cannot be written: there is no space left on the device.\n',
  };

  it.concurrent.each(COMMANDS)('%s says so in a sentence, and fails', async (_, args) => {
    const { folder, out } = await home();
    expect(await run(folder, args(out), 'full')).toEqual(SAID);
  });

  it('does not hide that the command failed of something else', async () => {
    const { folder } = await home();
    expect(await run(folder, ['generate', 'nobody'], 'full')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('Say where the pictures go') as unknown },
    });
  });

  it('says so to programs, too', async () => {
    const { folder } = await home();
    expect(await run(folder, ['models', '--json'], 'full')).toEqual(SAID);
  });
});

describe.runIf(existsSync(FULL))('a command whose standard error is broken', () => {
  /** Ends of a shell's line: full, closed, a pipe without a reader. */
  const BROKEN = ['2>/dev/full', '2>&-', '2>&1 >/dev/null'] as const;

  async function codeOf(args: readonly string[], broken: (typeof BROKEN)[number]): Promise<number> {
    const { folder } = await home();
    const child = spawn('/bin/sh', ['-c', `exec "$@" ${broken}`, 'sh', process.execPath, MAIN, ...args], {
      env: { ...process.env, TRILEMMA_HOME: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // In the last of them, standard error is this pipe.
    if (broken === '2>&1 >/dev/null') child.stdout.destroy();
    else child.stdout.resume();
    const [code] = (await once(child, 'close')) as [number];
    return code;
  }

  it.concurrent.each(BROKEN)('keeps its exit code (%s)', async (broken) => {
    expect(await codeOf(['nonsense'], broken)).toBe(2);
    expect(await codeOf(['generate', 'tiny'], broken)).toBe(2);
    expect(await codeOf(['models'], broken)).toBe(0);
    const reference32 = reference('generator-cifar10-tiny.safetensors');
    expect(await codeOf(['verify', reference32, '--tolerance', '1e-12', ...CPU], broken)).toBe(1);
  });
});

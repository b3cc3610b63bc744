/** A video that is broken off as it is made: by Ctrl-C in a terminal, and by a SIGKILL that nobody can answer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { commandsWith } from '../src/cli/testing/processes.ts';
import { onPath } from '../src/platform/on-path.ts';

const CLI = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
const TIMES = 4;

test.skip(() => test.info().project.name !== 'browser', 'It needs no host.');
test.skip(
  process.platform !== 'linux' || onPath('script') === undefined,
  'There is no script(1) that plays a terminal.',
);

/** Everything of a run lies in `folder`, so that its processes show by their arguments. */
function video(folder: string): { readonly command: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const temporary = join(folder, 'tmp');
  for (const part of [temporary, join(folder, 'out')]) mkdirSync(part);
  const film = ['--key', '1', '--key', '2', '--frames', '20000', '--no-even', '--device', 'cpu'];
  return {
    command: [
      process.execPath,
      CLI,
      'interpolate',
      'faces',
      ...film,
      '--out',
      join(folder, 'out', 'film.mp4'),
    ],
    env: {
      ...process.env,
      // Which would lie in the temporary folder that is looked into.
      NODE_DISABLE_COMPILE_CACHE: '1',
      ...{ TMPDIR: temporary, TRILEMMA_HOME: join(folder, 'home'), SHELL: '/bin/sh' },
      TRILEMMA_BROWSER: process.env.TRILEMMA_CHROMIUM,
    },
  };
}

const browsers = (folder: string) => commandsWith(`--user-data-dir=${join(folder, 'tmp')}`);

async function untilBrowserRuns(folder: string): Promise<void> {
  await expect.poll(() => browsers(folder).some((line) => line.includes('--type=renderer'))).toBe(true);
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'video-'));
  await use(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

test('Ctrl-C in a terminal ends the command with 130, and its browser with it', async () => {
  for (let time = 0; time < TIMES; time++) {
    await inFolder(async (folder) => {
      const { command, env } = video(folder);
      const terminal = spawn('script', ['-qec', command.join(' '), '/dev/null'], { env });
      let said = '';
      terminal.stdout.on('data', (data: Buffer) => (said += data.toString()));
      await untilBrowserRuns(folder);
      const ended = once(terminal, 'close');
      terminal.stdin.write('\x03');
      expect(await ended, said).toEqual([130, null]);
      expect(said).toContain('trilemma: Cancelled.');
      await expect.poll(() => browsers(folder)).toEqual([]);
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
      expect(readdirSync(join(folder, 'out'))).toEqual([]);
    });
  }
});

test('a command that is killed leaves no browser behind', async () => {
  await inFolder(async (folder) => {
    const { command, env } = video(folder);
    const [program, ...args] = command;
    const child = spawn(program!, args, { env, stdio: 'ignore' });
    await untilBrowserRuns(folder);
    child.kill('SIGKILL');
    await expect.poll(() => browsers(folder)).toEqual([]);
  });
});

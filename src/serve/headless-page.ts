/** The interface in a browser without a window, for work that only a browser can do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_BROWSER_SWITCHES } from '../host/local-browser-switches.ts';
import { onExit } from '../platform/on-exit.ts';
import { killGroup, OWN_GROUP } from '../platform/process-group.ts';

export interface HeadlessPage extends AsyncDisposable {
  /** Resolves when the browser is gone. */
  readonly ended: Promise<void>;
}

const FLAGS = [
  '--headless=new',
  ...LOCAL_BROWSER_SWITCHES.map(([name, value]) =>
    value === undefined ? `--${name}` : `--${name}=${value}`,
  ),
  '--disable-extensions',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--mute-audio',
  // Through its pipe nothing is asked; but a browser ends when its pipe is closed, and so with this process, however
  // that ends.
  '--remote-debugging-pipe',
];

/** A browser whose pipe is closed takes half a second to end by itself. */
const FAREWELL_MS = 300;

/** Chromium refuses to run for root inside its sandbox; the page is ours, and loads nothing from elsewhere. */
function flagsOfUser(): readonly string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * What a browser keeps outside of its profile (certificates, caches of shaders and fonts) goes into it; so does, on Linux,
 * the folder of its socket, which one that is killed would leave.
 */
function environmentIn(profile: string): NodeJS.ProcessEnv {
  const folders = ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME'];
  return {
    ...process.env,
    ...Object.fromEntries(folders.map((name) => [name, join(profile, name)])),
    ...(process.platform === 'linux' && { TMPDIR: profile }),
  };
}

/** Opens a page with a profile of its own, until it is disposed of. */
export async function openHeadlessPage(browser: string, url: string): Promise<HeadlessPage> {
  const profile = await mkdtemp(join(tmpdir(), `trilemma-browser-${process.pid}-`));
  const child = spawn(browser, [...FLAGS, ...flagsOfUser(), `--user-data-dir=${profile}`, url], {
    ...OWN_GROUP,
    env: environmentIn(profile),
    // The last two are the pipe: what the browser reads, and what it writes.
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [, , , toBrowser, fromBrowser] = child.stdio;
  for (const end of [toBrowser, fromBrowser]) end?.on('error', () => undefined);
  const emergency = onExit(() => {
    killGroup(child);
    rmSync(profile, { recursive: true, force: true });
  });
  // A program that cannot be started ends too.
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')])
    .catch(() => undefined)
    .then(() => undefined);
  return {
    ended,
    async [Symbol.asyncDispose]() {
      toBrowser?.destroy();
      const tooLong = setTimeout(() => killGroup(child), FAREWELL_MS);
      await ended;
      clearTimeout(tooLong);
      killGroup(child);
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      emergency[Symbol.dispose]();
    },
  };
}

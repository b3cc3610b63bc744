/** The interface in a browser without a window, for work that only a browser can do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HeadlessPage extends AsyncDisposable {
  /** Resolves when the browser is gone. */
  readonly ended: Promise<void>;
}

const FLAGS = [
  '--headless=new',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--mute-audio',
];

/** Chromium refuses to run for root inside its sandbox; the page is ours, and loads nothing from elsewhere. */
function flagsOfUser(): readonly string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Opens a page with a profile of its own, until it is disposed of. */
export async function openHeadlessPage(browser: string, url: string): Promise<HeadlessPage> {
  const profile = await mkdtemp(join(tmpdir(), 'trilemma-browser-'));
  const child = spawn(browser, [...FLAGS, ...flagsOfUser(), `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
  });
  // A program that cannot be started ends too.
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')])
    .catch(() => undefined)
    .then(() => undefined);
  return {
    ended,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { hasDisplay } from '../platform/display.ts';

/** Some openers stay until the browser closes. */
const LONG_ENOUGH_MS = 3000;

/** Opens the default browser. @returns whether it seems to have opened. */
export async function openBrowser(
  url: string,
  run: (url: string) => ChildProcess = opener,
): Promise<boolean> {
  if (!hasDisplay(process.platform, process.env)) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), LONG_ENOUGH_MS);
  const child = run(url);
  child.once('error', () => resolve(false));
  child.once('exit', (code) => resolve(code === 0));
  child.unref();
  const opened = await promise;
  clearTimeout(timer);
  return opened;
}

function opener(url: string): ChildProcess {
  const start = (command: string, ...args: string[]) =>
    spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  if (process.platform === 'darwin') return start('open');
  // Unlike `start`, it needs no shell, which would read the address as a command line.
  if (process.platform === 'win32') return start('rundll32', 'url.dll,FileProtocolHandler');
  return start('xdg-open');
}

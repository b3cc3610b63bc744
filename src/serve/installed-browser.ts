/** A browser of this machine that can run without a window: Chrome, Chromium or Edge. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '../platform/on-path.ts';
import { TrilemmaError } from '../shared/errors.ts';

const LINUX_NAMES = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const MAC_PROGRAMS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

const WINDOWS_FOLDERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'];
const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one that TRILEMMA_BROWSER names, else one in its usual place; undefined where there is none.
 *
 * @throws {TrilemmaError} `usage` where TRILEMMA_BROWSER names what is not there.
 */
export function installedBrowser(platform: NodeJS.Platform, environment: Environment): string | undefined {
  const named = environment.TRILEMMA_BROWSER;
  if (named === undefined || named === '') return usualPlaces(platform, environment).find(existsSync);
  if (existsSync(named)) return named;
  throw new TrilemmaError('usage', `TRILEMMA_BROWSER names ${named}, which is not there.`);
}

/** @throws {TrilemmaError} `usage` where there is no browser. */
export function neededBrowser(): string {
  const browser = installedBrowser(process.platform, process.env);
  if (browser !== undefined) return browser;
  throw new TrilemmaError(
    'usage',
    'Videos are encoded by a browser, and there is none here: install Chrome, Chromium or Edge, name one by TRILEMMA_BROWSER, or give a .gif, a .webp or a folder of frames.',
  );
}

function usualPlaces(platform: NodeJS.Platform, environment: Environment): readonly string[] {
  if (platform === 'darwin') return MAC_PROGRAMS;
  if (platform === 'win32') {
    const folders = WINDOWS_FOLDERS.flatMap((name) => environment[name] ?? []);
    return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((parts) => join(folder, ...parts)));
  }
  return LINUX_NAMES.flatMap((name) => onPath(name) ?? []);
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { electronBinary } from '../../build/electron-binary.ts';
import { hasDisplay } from '../../src/platform/display.ts';
import { onPath } from '../../src/platform/on-path.ts';

/** A display that is made for the tests where there is none. */
export const VIRTUAL_DISPLAY = 'Xvfb';

/** Electron's program where it was fetched; the tests fetch nothing. */
export function electronProgram(): Promise<string | undefined> {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  return electronBinary(folder, () => Promise.resolve());
}

/** The app's folder, as Electron's first argument. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Electron's sandbox refuses root. */
export const AS_ROOT: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

interface Start {
  readonly dataFolder: string;
  /** To open the app with. */
  readonly files?: readonly string[];
}

/** The app as a person starts it; where it is open already, the one that is open takes over. */
export async function startElectron({ dataFolder, files = [] }: Start): Promise<ElectronApplication> {
  const program = await electronProgram();
  return await _electron.launch({
    ...(program !== undefined && { executablePath: program }),
    args: [...AS_ROOT, ROOT, ...files],
    env: { ...(process.env as Record<string, string>), TRILEMMA_HOME: dataFolder },
    colorScheme: 'dark',
  });
}

/** @returns why Electron cannot run here, as the end of a sentence; undefined where it can. */
export async function noElectronBecause(): Promise<string | undefined> {
  if ((await electronProgram()) === undefined)
    return 'its program was not fetched (node_modules/electron has no dist)';
  if (!hasDisplay(process.platform, process.env) && onPath(VIRTUAL_DISPLAY) === undefined) {
    return `there is no display, and no ${VIRTUAL_DISPLAY} to stand for one`;
  }
  return undefined;
}

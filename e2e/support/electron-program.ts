import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { electronBinary } from '../../build/electron-binary.ts';
import { hasDisplay } from '../../src/serve/display.ts';
import { onPath } from '../../src/platform/on-path.ts';

/** A display that is made for the tests where there is none. */
export const VIRTUAL_DISPLAY = 'Xvfb';

/** Electron's program where it was fetched; the tests fetch nothing. */
export function electronProgram(): Promise<string | undefined> {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  return electronBinary(folder, () => Promise.resolve());
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

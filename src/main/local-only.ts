import { LOCAL_BROWSER_SWITCHES } from '../host/local-browser-switches.ts';
import type { Electron } from './electron.ts';

/** Keeps Electron's Chromium from calling anybody; has to be called before Electron is ready. */
export function stayOnThisMachine({ app }: Pick<Electron, 'app'>): void {
  for (const [name, value] of LOCAL_BROWSER_SWITCHES) app.commandLine.appendSwitch(name, value);
}

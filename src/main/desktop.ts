/** The studio in a window: everything that Electron is asked for, put together. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WebContents } from 'electron';
import { dataFolderLayout } from '../platform/data-folder.ts';
import type { StartEngine } from '../engine/client.ts';
import { readPageFiles } from '../host/page-files.ts';
import { sweepUploads, uploadsFolder } from '../host/uploads.ts';
import type { Studio } from '../studio/studio.ts';
import { APP_VERSION } from '../studio/version.ts';
import { desktopServices } from './desktop-services.ts';
import type { AppWindow, Electron } from './electron.ts';
import { utilityEngine } from './engine-utility.ts';
import { quitWithMessage } from './faults.ts';
import { denyPermissions, guardNavigation } from './guards.ts';
import { setMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { stayOnThisMachine } from './local-only.ts';
import { connectPages } from './studio-ports.ts';
import { followTheme } from './theme.ts';
import { openWindow } from './window.ts';

interface DesktopOptions {
  readonly openStudio: (startEngine: StartEngine) => Promise<Studio>;
  /** The studio's; the window's own files lie below. */
  readonly dataFolder: string;
  readonly pageFolder: string;
  readonly preload: string;
  readonly appIcon: string;
}

/** How long jobs may take to be written down when the app quits. */
const FAREWELL_MS = 5000;

/**
 * Starts the app. What has to be done before Electron is ready is done when this returns; the promise is for the rest,
 * and must not hold up the entry module, for Electron waits for that one to end.
 */
export async function startDesktop(electron: Electron, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  registerPageScheme(electron);
  stayOnThisMachine(electron);
  app.enableSandbox();
  const windowFolder = dataFolderLayout(options.dataFolder).window;
  mkdirSync(windowFolder, { recursive: true });
  // The lock on a single instance is a file here, so it is one for each data folder.
  app.setPath('userData', windowFolder);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  guardNavigation(electron);
  let window: AppWindow | undefined;
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });

  await app.whenReady();
  denyPermissions(electron);
  const uploads = uploadsFolder(options.dataFolder);
  const [files, studio] = await Promise.all([
    readPageFiles(options.pageFolder),
    options.openStudio(utilityEngine(electron)),
    sweepUploads(uploads),
  ]);
  closeWithApp(electron, studio);
  servePage(electron, { files, studio, uploadsFolder: uploads });
  setMenu(electron, process.platform, options.dataFolder);
  app.setAboutPanelOptions({
    applicationName: 'Trilemma Studio',
    applicationVersion: APP_VERSION,
    copyright: 'Apache-2.0; models have licences of their own',
    iconPath: options.appIcon,
  });

  const servicesFor = (contents: WebContents) => {
    const owner = electron.BrowserWindow.fromWebContents(contents);
    if (owner === null) throw new Error('A page asked for the studio that is in no window.');
    return desktopServices(electron, owner, options.appIcon);
  };
  connectPages(electron, studio, servicesFor);
  await followTheme(electron, studio);

  const open = () => {
    const opened = openWindow(electron, {
      preload: options.preload,
      stateFile: join(windowFolder, 'window.json'),
      icon: options.appIcon,
    });
    window = opened;
    opened.once('closed', () => (window = undefined));
  };
  open();
  app.on('activate', () => {
    if (window === undefined) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

/** Quitting waits until the studio has closed: what runs is written down as waiting. */
function closeWithApp(electron: Pick<Electron, 'app' | 'dialog'>, studio: Studio): void {
  const { app } = electron;
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    const tooLong = setTimeout(() => app.exit(1), FAREWELL_MS);
    studio[Symbol.asyncDispose]().then(
      () => {
        clearTimeout(tooLong);
        app.exit(0);
      },
      (error: unknown) => quitWithMessage(electron, error),
    );
  });
}

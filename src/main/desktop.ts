/** The studio in a window: everything that Electron is asked for, put together. */
import { join } from 'node:path';
import type { WebContents } from 'electron';
import { dataFolderLayout } from '../platform/data-folder.ts';
import type { StartEngine } from '../engine/client.ts';
import { readPageFiles } from '../host/page-files.ts';
import { sweepUploads, uploadsFolder } from '../host/uploads.ts';
import type { Studio } from '../studio/studio.ts';
import { APP_VERSION } from '../studio/version.ts';
import { openUntilQuit } from './closing.ts';
import { localClient } from '../studio/interface/local-client.ts';
import { desktopServices, NO_WINDOW } from './desktop-services.ts';
import type { Electron } from './electron.ts';
import { utilityEngine } from './engine-utility.ts';
import { denyPermissions, guardNavigation } from './guards.ts';
import { setMenu } from './window/menu.ts';
import { filesOfCommandLine, OpenedFiles } from './opened-files.ts';
import { registerPageScheme, servePage } from './page/page-protocol.ts';
import { stayOnThisMachine } from './local-only.ts';
import { connectPages } from './page/studio-ports.ts';
import { StudioWindow } from './window/studio-window.ts';
import { followTheme } from './window/theme.ts';
import { UnfinishedWork } from './window/unfinished-work.ts';
import { makeWindowFolder } from './window/window-folder.ts';

interface DesktopOptions {
  readonly openStudio: (startEngine: StartEngine) => Promise<Studio>;
  /** The studio's; the window's own files lie below. */
  readonly dataFolder: string;
  readonly pageFolder: string;
  readonly preload: string;
  readonly appIcon: string;
  /** The command line, the program first. */
  readonly argv: readonly string[];
}

/**
 * Starts the app. What has to be done before Electron is ready is done when this returns; the promise is for the rest,
 * and must not hold up the entry module, for Electron waits for that one to end.
 */
export async function startDesktop(electron: Electron, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  const { dataFolder, appIcon, preload, argv } = options;
  registerPageScheme(electron);
  stayOnThisMachine(electron);
  app.enableSandbox();
  const windowFolder = dataFolderLayout(dataFolder).window;
  makeWindowFolder(windowFolder);
  // The lock on a single instance is a file here, so it is one for each data folder.
  app.setPath('userData', windowFolder);
  const files = filesOfCommandLine({ argv, folder: process.cwd(), isPackaged: app.isPackaged });
  if (!app.requestSingleInstanceLock({ files })) {
    app.quit();
    return;
  }
  guardNavigation(electron);
  const window = new StudioWindow(electron, {
    preload,
    stateFile: join(windowFolder, 'window.json'),
    icon: appIcon,
  });
  const openedFiles = new OpenedFiles(() => window.tell({ name: 'files-opened', payload: null }));
  openedFiles.add(files);
  app.on('second-instance', (_event, _argv, _folder, sent) => {
    window.show();
    // Only this program has that lock, and so this is what it passes above.
    openedFiles.add((sent as { readonly files: readonly string[] }).files);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    window.show();
    openedFiles.add([path]);
  });
  app.on('activate', () => window.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  const studio = await openUntilQuit(electron, () => openStudio(electron, options));
  if (studio === undefined) return;
  setMenu(electron, process.platform, {
    dataFolder,
    onQuit: () => window.close(),
    onCommand: (command) => window.tell({ name: 'menu-command', payload: { command } }),
  });
  app.setAboutPanelOptions({
    applicationName: 'Trilemma Studio',
    applicationVersion: APP_VERSION,
    copyright: 'Apache-2.0; models have licences of their own',
    iconPath: appIcon,
  });
  const servicesFor = (contents: WebContents) => {
    const owner = electron.BrowserWindow.fromWebContents(contents);
    if (owner === null) throw new Error('A page asked for the studio that is in no window.');
    return desktopServices(electron, owner, { appIcon, openedFiles: () => openedFiles.take() });
  };
  const lines = connectPages(electron, studio, servicesFor);
  const client = localClient((channel) => studio.connect(channel, NO_WINDOW));
  const work = new UnfinishedWork(client);
  await followTheme(electron, client);
  window.open(lines, () => work.question());
}

/** The studio, with the pages' scheme answered. */
async function openStudio(electron: Electron, options: DesktopOptions): Promise<Studio> {
  denyPermissions(electron);
  const uploads = uploadsFolder(options.dataFolder);
  const [files, studio] = await Promise.all([
    readPageFiles(options.pageFolder),
    options.openStudio(utilityEngine(electron)),
    sweepUploads(uploads),
  ]);
  servePage(electron, { files, studio, uploadsFolder: uploads });
  return studio;
}

/** Entry of the Electron app. It must end before Electron is ready: nothing is awaited here. */
import { join } from 'node:path';
import * as electron from 'electron';
import { builtPageFolder } from '../host/page-files.ts';
import { appFolder, resourceFolder } from '../platform/app-folder.ts';
import { checkDataFolderName, usersDataFolder } from '../platform/data-folder.ts';
import { checkDisplay } from '../platform/display.ts';
import { createStudio } from '../studio/studio.ts';
import { startDesktop } from './desktop.ts';
import { quitWithMessage } from './faults.ts';

const quit = (error: unknown) => void quitWithMessage(electron, error);
process.on('uncaughtException', quit);
process.on('unhandledRejection', quit);

/** A promise, so that what fails before its first wait is told of as all else is. */
async function start(): Promise<void> {
  checkDisplay(process.platform, process.env);
  const dataFolder = usersDataFolder();
  checkDataFolderName(dataFolder);
  await startDesktop(electron, {
    openStudio: (startEngine) => createStudio({ dataFolder, startEngine }),
    dataFolder,
    pageFolder: builtPageFolder(),
    preload: join(appFolder(), 'dist', 'preload', 'preload.cjs'),
    appIcon: join(resourceFolder(), 'icon.png'),
    argv: process.argv,
  });
}

start().catch(quit);

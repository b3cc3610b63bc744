import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallStudio, smallStudio } from '../../host/testing/small-studio.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { startDesktop } from '../desktop.ts';
import { type ElectronStandIn, electronStandIn } from './electron-stand-in.ts';

export const START_PAGE = '<!doctype html><title>Trilemma Studio</title>';

interface Given {
  readonly standIn?: ElectronStandIn;
  readonly studio?: SmallStudio;
  /** Runs when all is set that must be set before Electron is ready. */
  readonly beforeReady?: (dataFolder: string) => void;
}

/** The app with its window open, as far as the stand-in goes. */
export async function openDesktop({
  standIn = electronStandIn(),
  studio = smallStudio(),
  beforeReady,
}: Given = {}) {
  const folder = temporaryFolder();
  const pageFolder = join(folder, 'page');
  const dataFolder = join(folder, 'data');
  mkdirSync(pageFolder);
  writeFileSync(join(pageFolder, 'index.html'), START_PAGE);
  const started = startDesktop(standIn.electron, {
    openStudio: () => Promise.resolve(studio),
    dataFolder,
    pageFolder,
    preload: '/app/preload.cjs',
    appIcon: '/app/icon.png',
    argv: ['/app/studio'],
  });
  const beforeReadyCalls = [...standIn.calls];
  beforeReady?.(dataFolder);
  standIn.becomeReady();
  await started;
  return { ...standIn, standIn, studio, dataFolder, beforeReadyCalls, window: standIn.windows[0]! };
}

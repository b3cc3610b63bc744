/** The gallery without the studio around it: for commands, which also work while the studio is open. */
import type { Database } from 'better-sqlite3';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { lockDataFolder } from '../database/lock.ts';
import type { Migration } from '../database/migrations.ts';
import { openOrRecover } from '../database/recover.ts';
import { openDatabase } from '../database/studio-database.ts';
import { useDataFolder } from '../use-data-folder.ts';
import { Gallery } from './gallery.ts';
import { beginListing, reconcile } from './files/reconcile.ts';

export interface OpenGallery extends AsyncDisposable {
  readonly gallery: Gallery;
  readonly database: Database;
  /** Sentences on what was repaired. */
  readonly notices: readonly string[];
}

/**
 * Opens the gallery of a data folder. Where no studio is open, it is set right first, as the studio does at its start;
 * the folder is then free again, so that the studio can be opened meanwhile: SQLite keeps writers apart.
 *
 * @throws {TrilemmaError} as the studio's start.
 */
export async function openGallery(
  dataFolder: string,
  migrations?: readonly Migration[],
): Promise<OpenGallery> {
  using opening = new DisposableStack();
  opening.use(await useDataFolder(dataFolder));
  const path = dataFolderLayout(dataFolder).database;
  using lock = lockUnlessOpen(dataFolder);
  const listing = beginListing(dataFolder);
  const { database, notices } =
    lock === undefined
      ? { database: openDatabase(path, migrations), notices: [] }
      : openOrRecover(path, migrations);
  const gallery = new Gallery(database, dataFolder);
  const held = opening.move();
  const close = async () => {
    await gallery[Symbol.asyncDispose]();
    database.close();
    held.dispose();
  };
  try {
    const done = lock === undefined ? [] : await reconcile(gallery, listing);
    return { gallery, database, notices: [...notices, ...done], [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function lockUnlessOpen(dataFolder: string): Disposable | undefined {
  try {
    return lockDataFolder(dataFolder);
  } catch (error) {
    if (error instanceof TrilemmaError && error.code === 'studio-running') return undefined;
    throw error;
  }
}

/** The data folder: where it is on this machine, and where everything lies in it. */
import { homedir } from 'node:os';
import { join, posix, resolve, win32 } from 'node:path';
import { TrilemmaError } from '../shared/errors.ts';
import { isNotUtf8 } from './file-error.ts';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The data folder of the user who runs this process. Programs ask for it once, at their start, and pass it on. */
export function usersDataFolder(): string {
  return dataFolderIn({ env: process.env, platform: process.platform, home: homedir() });
}

/**
 * Where the studio keeps what belongs to the user: `TRILEMMA_HOME`, else the platform's usual place. It need not
 * exist yet.
 */
export function dataFolderIn({ env, platform, home }: Surroundings): string {
  const chosen = env.TRILEMMA_HOME;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') {
    return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'Trilemma Studio');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Trilemma Studio');
  // The XDG base directory specification has a relative path ignored.
  const data = env.XDG_DATA_HOME ?? '';
  return posix.join(posix.isAbsolute(data) ? data : posix.join(home, '.local', 'share'), 'trilemma-studio');
}

/**
 * A name that is not in UTF-8 comes changed, and would be that of another folder.
 *
 * @throws {TrilemmaError} `usage`
 */
export function checkDataFolderName(dataFolder: string): void {
  if (!isNotUtf8(dataFolder)) return;
  throw new TrilemmaError(
    'usage',
    `The data folder ${dataFolder} is not in UTF-8 (where it shows \uFFFD): rename it, or let TRILEMMA_HOME name another one.`,
  );
}

/** Paths in a data folder. What is in `cache` can be made again. */
export function dataFolderLayout(dataFolder: string) {
  const inside = (...names: readonly string[]) => join(dataFolder, ...names);
  return {
    /** The SQLite database; its backups are beside it. */
    database: inside('studio.sqlite'),
    /** Held by the studio that has the folder open. */
    lock: inside('studio.lock'),
    /** Imported models, and removed ones in their trash. */
    models: inside('models'),
    /** Files of the gallery. */
    pictures: inside('pictures'),
    /** Training runs. */
    training: inside('training'),
    /** Figures of models that were measured. */
    quality: inside('quality'),
    /** A folder for each job that keeps what it has done so far. */
    jobs: inside('jobs'),
    /** Files that came from a browser. */
    uploads: inside('uploads'),
    /** What Electron remembers of the window. */
    window: inside('window'),
    errorLog: inside('logs', 'errors.log'),
    cache: {
      thumbnails: inside('cache', 'thumbs'),
      modelSheets: inside('cache', 'sheets'),
      directions: inside('cache', 'directions'),
      trainingPacks: inside('cache', 'training'),
      /** Pictures that are being compared. */
      quality: inside('cache', 'quality'),
    },
  };
}

import { homedir } from 'node:os';
import { join, posix, resolve, win32 } from 'node:path';
import { appFolder } from '../../platform/app-folder.ts';

/** Where models are: each in a folder of its own name in one of these two. */
export interface ModelFolders {
  /** Those that come with the app; never written to. */
  readonly bundled: string;
  /** Those that the user added. */
  readonly imported: string;
}

/** The folders of this installation and this user. */
export function modelFolders(): ModelFolders {
  return {
    bundled: join(appFolder(), 'resources', 'models'),
    imported: join(dataFolder(), 'models'),
  };
}

/** What the user's data folder depends on. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * Where the studio keeps what belongs to the user: `TRILEMMA_HOME`, else the platform's usual place. It need not
 * exist yet.
 */
export function dataFolder(
  { env, platform, home }: Surroundings = { env: process.env, platform: process.platform, home: homedir() },
): string {
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

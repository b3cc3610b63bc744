import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this installation, the nearest with a package.json: the same from the sources and from the build. */
export function appFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** What comes with the app beside its program: models, the icon. A packed app lies among them, as an archive. */
export function resourceFolder(): string {
  const beside = join(appFolder(), 'resources');
  return existsSync(beside) ? beside : dirname(appFolder());
}

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program of this name is, as a shell would find it. */
export function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((program) => existsSync(program));
}

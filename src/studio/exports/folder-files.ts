/** All files of a folder and of those in it. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../platform/file-error.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { RefusedFile } from '../../shared/gallery/gallery.ts';
import { byName } from './import-source.ts';

export interface FolderFiles {
  /** Relative, with slashes, by name, those of a folder before those of the folders in it. Links are among them. */
  readonly files: readonly string[];
  /** Folders in it that cannot be read. */
  readonly refused: readonly RefusedFile[];
}

/**
 * Walks a folder. What is hidden is left out, and no link is followed: it may lead anywhere.
 *
 * @param root a real path
 * @throws what the system says where the folder itself cannot be read.
 */
export function folderFiles(root: string): FolderFiles {
  const files: string[] = [];
  const refused: RefusedFile[] = [];
  walk('', readdirSync(root, { withFileTypes: true }));
  return { files, refused };

  function walk(below: string, entries: readonly Dirent[]): void {
    const visible = entries
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => byName.compare(a.name, b.name));
    for (const entry of visible) if (!entry.isDirectory()) files.push(below + entry.name);
    for (const entry of visible) if (entry.isDirectory()) visit(below + entry.name);
  }

  function visit(folder: string): void {
    let entries: readonly Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (cause) {
      const error = fileError(`The folder ${folder} cannot be read`, cause);
      if (!(error instanceof TrilemmaError)) throw error;
      refused.push({ path: folder, message: error.message });
      return;
    }
    walk(`${folder}/`, entries);
  }
}

import { basename, dirname } from 'node:path';
import { openFileSource } from '../../platform/file-source.ts';
import { fileError } from '../../platform/file-error.ts';
import { isFolder } from '../../platform/is-folder.ts';
import { shownPath } from '../../platform/shown-path.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { DATASET, MANIFEST, PAGE } from '../../shared/gallery/gallery-export.ts';
import { isDataset } from './dataset.ts';
import { FolderSource } from './folder-source.ts';
import { isPage } from './html-page.ts';
import type { ImportSource } from './import-source.ts';
import { isManifest, LIST_HEAD_LENGTH } from './manifest.ts';
import { ZipSource } from './zip-source.ts';

/** How zip archives begin, also those without an entry. */
const ZIP = /^PK(?:\x03\x04|\x05\x06)/;

/**
 * True if a path is to be imported as a whole, rather than as one picture: a folder, a zip, or a file that has both the
 * name and the content of an export's list or page. Anything else is one file, and nothing beside it is touched.
 *
 * @throws {TrilemmaError} `file` where it cannot be read.
 */
export function isExport(path: string): boolean {
  return kindOf(path) !== 'other';
}

/** @param path as {@link isExport} knows it. @throws {TrilemmaError} `file`. */
export async function openImportSource(path: string): Promise<ImportSource> {
  try {
    switch (kindOf(path)) {
      case 'folder':
        return new FolderSource(path);
      case 'zip':
        return await ZipSource.open(path);
      case 'list':
        return new FolderSource(dirname(path), basename(path));
      case 'page':
        return new FolderSource(dirname(path), MANIFEST);
      case 'other':
        throw new TrilemmaError(
          'file',
          `${shownPath(path)} is no export of a gallery: give its folder, its zip, or its ${MANIFEST}, ${DATASET} or ${PAGE}.`,
        );
    }
  } catch (cause) {
    throw fileError(`${shownPath(path)} cannot be imported`, cause);
  }
}

function kindOf(path: string): 'folder' | 'zip' | 'list' | 'page' | 'other' {
  if (isFolder(path)) return 'folder';
  using file = openFileSource(path);
  const bytes = file.read(0, Math.min(LIST_HEAD_LENGTH, file.size));
  if (ZIP.test(Buffer.from(bytes).toString('latin1'))) return 'zip';
  const head = new TextDecoder().decode(bytes);
  switch (basename(path)) {
    case MANIFEST:
      return isManifest(head) ? 'list' : 'other';
    case DATASET:
      return isDataset(head) ? 'list' : 'other';
    case PAGE:
      return isPage(head) ? 'page' : 'other';
    default:
      return 'other';
  }
}

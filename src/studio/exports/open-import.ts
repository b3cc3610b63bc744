import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { openFileSource } from '../../platform/file-source.ts';
import { fileError } from '../../platform/file-error.ts';
import { shownPath } from '../../platform/shown-path.ts';
import { FolderSource } from './folder-source.ts';
import type { ImportSource } from './import-source.ts';
import { ZipSource } from './zip-source.ts';

const HEAD_BYTES = 256;

/** How files that list pictures begin, and pages, beside which such a list lies. Blanks may come before. */
const LIST = /^(?:\xef\xbb\xbf)?\s*\{/;
const PAGE = /^(?:\xef\xbb\xbf)?\s*<!doctype html|<html/i;

/**
 * Whether a path is to be imported as a whole, rather than as one picture: told by what is there, not by its name.
 *
 * @throws {TrilemmaError} `file` where it cannot be read.
 */
export function isExport(path: string): boolean {
  return kindOf(path) !== 'other';
}

/** @param path of a folder, a zip, a list, or a page. @throws {TrilemmaError} `file`. */
export async function openImportSource(path: string): Promise<ImportSource> {
  try {
    switch (kindOf(path)) {
      case 'folder':
        return new FolderSource(path);
      case 'zip':
        return await ZipSource.open(path);
      case 'page':
        return new FolderSource(dirname(path));
      case 'list':
      case 'other':
        return new FolderSource(dirname(path), basename(path));
    }
  } catch (cause) {
    throw fileError(`${shownPath(path)} cannot be imported`, cause);
  }
}

function kindOf(path: string): 'folder' | 'zip' | 'list' | 'page' | 'other' {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return 'folder';
  using file = openFileSource(path);
  const head = Buffer.from(file.read(0, Math.min(HEAD_BYTES, file.size))).toString('latin1');
  if (head.startsWith('PK')) return 'zip';
  if (LIST.test(head)) return 'list';
  return PAGE.test(head) ? 'page' : 'other';
}

/** Something to import from. Names in a list lead nowhere else. */
import { isAbsolute } from 'node:path';
import { printable } from '../../core/checkpoint/printable.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { RefusedFile } from '../../shared/gallery/gallery.ts';

export interface ImportSource extends Disposable {
  /** For messages. */
  readonly name: string;
  /** Paths of the files that are there, with slashes, also in folders; hidden ones are left out. */
  readonly files: readonly string[];
  /** What is there besides, and cannot be read. */
  readonly refused: readonly RefusedFile[];
  /** The one of them that the user named as the list of the pictures. */
  readonly list?: string;
  /** @param file of `files`. @throws {TrilemmaError} `file`. */
  readText(file: string): Promise<string>;
  /** @param file the path that a list gives. @throws {TrilemmaError} `file`. */
  read(file: string): Promise<Uint8Array>;
}

export const MAX_LIST_BYTES = 2 ** 29 - 2 ** 20;
export const MAX_PICTURE_BYTES = 2 ** 28;

/** As a person counts: 2 before 10. */
export const byName = new Intl.Collator('en', { numeric: true });

/** @throws {TrilemmaError} `file` for a name that could lead out of its folder. */
export function safeParts(file: string): readonly string[] {
  const parts = file.split('/');
  const isSafe =
    !isAbsolute(file) &&
    !/[\\:\0]/.test(file) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isSafe) throw leadsOut(file);
  return parts;
}

export function leadsOut(file: string): TrilemmaError {
  return new TrilemmaError('file', `${printable(file)} leads out of the import's folder, and is not read.`);
}

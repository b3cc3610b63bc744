/** An import from a folder. */
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type FileSource, openFileSource } from '../../platform/file-source.ts';
import { fileError } from '../../platform/file-error.ts';
import { shownPath } from '../../platform/shown-path.ts';
import { counted } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { RefusedFile } from '../../shared/gallery/gallery.ts';
import { folderFiles } from './folder-files.ts';
import { HEAD_BYTES, recogniseFormat } from '../pictures/picture-format.ts';
import {
  type ImportSource,
  leadsOut,
  MAX_LIST_BYTES,
  MAX_PICTURE_BYTES,
  safeParts,
} from './import-source.ts';

export class FolderSource implements ImportSource {
  readonly name: string;
  readonly files: readonly string[];
  readonly refused: readonly RefusedFile[];
  readonly list?: string;
  readonly #root: string;

  /** @param list name of the file in it that lists the pictures, where the user named one. */
  constructor(folder: string, list?: string) {
    this.name = shownPath(folder);
    this.#root = realpathSync(folder);
    if (list !== undefined) this.list = list;
    ({ files: this.files, refused: this.refused } =
      list === undefined ? folderFiles(this.#root) : { files: [list], refused: [] });
  }

  async readText(file: string): Promise<string> {
    await Promise.resolve();
    using source = openFileSource(join(this.#root, file));
    return new TextDecoder().decode(readBounded(source, file, MAX_LIST_BYTES));
  }

  async read(file: string): Promise<Uint8Array> {
    await Promise.resolve();
    const path = join(this.#root, ...safeParts(file));
    let real: string;
    try {
      real = realpathSync(path);
    } catch (cause) {
      throw fileError(`${file} cannot be read`, cause);
    }
    // A link that leads out of the folder is a name that does.
    if (!real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep)) throw leadsOut(file);
    return readPicture(real);
  }

  [Symbol.dispose](): void {
    // Nothing is held open.
  }
}

/** A picture file; of any other file, such as a film, the first bytes alone, which are enough to refuse it. */
function readPicture(path: string): Uint8Array {
  using source = openFileSource(path);
  const head = source.read(0, Math.min(HEAD_BYTES, source.size));
  if (recogniseFormat(head).kind === 'no-picture') return head;
  return readBounded(source, path, MAX_PICTURE_BYTES);
}

function readBounded(source: FileSource, path: string, most: number): Uint8Array {
  if (source.size > most) {
    throw new TrilemmaError(
      'file',
      `${shownPath(path)} has ${counted(source.size, 'byte')}: too many to import.`,
    );
  }
  return source.read(0, source.size);
}

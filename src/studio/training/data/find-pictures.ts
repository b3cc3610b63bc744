/** The pictures of a folder and of all that lies in it. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileError } from '../../../platform/file-error.ts';
import type { DataReport } from '../../../shared/training.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

/** Endings of what is opened: what is in a file decides, and HEIC is mostly such that it is not read. */
const PICTURES = new Set([
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.heic',
  '.heif',
  '.avif',
]);

/** Endings of pictures that are not read, and are told of for that. */
const OTHER_PICTURES = new Set([
  '.bmp',
  '.jxl',
  '.psd',
  '.ico',
  '.jp2',
  '.dng',
  '.cr2',
  '.nef',
  '.arw',
  '.svg',
]);

export interface FoundPicture {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export type Refused = DataReport['examples'][number];

export interface FoundPictures {
  /** In an order that follows from the names alone. */
  readonly pictures: readonly FoundPicture[];
  readonly refused: readonly Refused[];
}

/**
 * Walks a folder. Links are followed, each folder is looked into once, and what is hidden is left out.
 *
 * @throws {TrilemmaError} `file` where the folder itself cannot be read; `cancelled`.
 */
export async function findPictures(folder: string, signal: AbortSignal): Promise<FoundPictures> {
  const pictures: FoundPicture[] = [];
  const refused: Refused[] = [];
  const seen = new Set<string>();
  await walk('');
  return { pictures, refused };

  async function walk(below: string): Promise<void> {
    if (signal.aborted) throw new TrilemmaError('cancelled', 'Cancelled.');
    for (const { name } of await listing(below)) {
      const file = below === '' ? name : `${below}/${name}`;
      await visit(file, extname(name).toLowerCase());
    }
  }

  async function listing(below: string): Promise<readonly Dirent[]> {
    try {
      const path = await realpath(join(folder, below));
      if (seen.has(path)) return [];
      seen.add(path);
      const entries = await readdir(path, { withFileTypes: true });
      return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (cause) {
      const error = fileError(`The folder ${join(folder, below)} cannot be read`, cause);
      if (below === '' || !(error instanceof TrilemmaError)) throw error;
      refused.push({ file: below, reason: 'unreadable', message: error.message });
      return [];
    }
  }

  async function visit(file: string, ending: string): Promise<void> {
    let status: Stats;
    try {
      status = await stat(join(folder, file));
    } catch (cause) {
      // What has no ending may be a link to a folder of pictures.
      if (PICTURES.has(ending) || ending === '') {
        refused.push({ file, reason: 'unreadable', message: unreadable(file, cause) });
      }
      return;
    }
    if (status.isDirectory()) return walk(file);
    if (PICTURES.has(ending)) {
      if (status.isFile()) {
        pictures.push({ file, bytes: status.size, modifiedMs: status.mtimeMs });
      } else {
        const message = `${file} is no file: it is a pipe, a socket or a device.`;
        refused.push({ file, reason: 'unreadable', message });
      }
    } else if (OTHER_PICTURES.has(ending)) {
      const message = `${file} is of a kind that is not read: save it as JPEG, PNG or WebP.`;
      refused.push({ file, reason: 'format', message });
    }
  }
}

/** What the system says of a file that cannot be read, for people. */
export function unreadable(file: string, cause: unknown): string {
  return fileError(`${file} cannot be read`, cause).message;
}

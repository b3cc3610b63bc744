/** The files of a folder and of all that lies in it: which of them are pictures, what is in them tells. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../../platform/file-error.ts';
import type { DataReport } from '../../../shared/training.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { promisesPicture } from '../../pictures/picture-format.ts';

export interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export type Refused = DataReport['examples'][number];

export interface FoundFiles {
  /** In an order that follows from the names alone. */
  readonly files: readonly FoundFile[];
  /** Files that cannot be opened. */
  readonly refused: readonly Refused[];
}

/**
 * Walks a folder. Links are followed, each folder is looked into once, and what is hidden is left out.
 *
 * @throws {TrilemmaError} `file` where the folder itself cannot be read; `cancelled`.
 */
export async function findFiles(folder: string, signal: AbortSignal): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const refused: Refused[] = [];
  const seen = new Set<string>();
  await checkFolder(folder);
  await walk('');
  return { files, refused };

  async function walk(below: string): Promise<void> {
    if (signal.aborted) throw new TrilemmaError('cancelled', 'Cancelled.');
    for (const { name } of await listing(below)) {
      await visit(below === '' ? name : `${below}/${name}`);
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

  async function visit(file: string): Promise<void> {
    let status: Stats;
    try {
      status = await stat(join(folder, file));
    } catch (cause) {
      refused.push({ file, reason: 'unreadable', message: unreadable(file, cause) });
      return;
    }
    if (status.isDirectory()) return walk(file);
    if (status.isFile()) {
      files.push({ file, bytes: status.size, modifiedMs: status.mtimeMs });
    } else if (promisesPicture(file)) {
      const message = `${file} is no file: it is a pipe, a socket or a device.`;
      refused.push({ file, reason: 'unreadable', message });
    }
  }
}

/** The sentence on a file that the system cannot read. */
export function unreadable(file: string, cause: unknown): string {
  return fileError(`${file} cannot be read`, cause).message;
}

/** @throws {TrilemmaError} `file` where it is no folder, or cannot be looked at. */
export async function checkFolder(path: string): Promise<void> {
  const status = await stat(path).catch((cause: unknown) => {
    throw fileError(`The folder ${path} cannot be read`, cause);
  });
  if (!status.isDirectory()) throw new TrilemmaError('file', `${path} is not a folder of pictures.`);
}

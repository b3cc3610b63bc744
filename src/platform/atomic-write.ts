import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrilemmaError } from '../shared/errors.ts';
import { syncFolder } from './durable-folder.ts';
import { assertHeld } from './held-folders.ts';
import { fileError, systemCode } from '../platform/file-error.ts';
import { removedOnExit } from './on-exit.ts';

/**
 * Writes a file as a whole or not at all: under a temporary name in the same folder, to the disk, then renamed. A
 * reader sees the old file or the new one. A link is followed, and an old file's permissions are kept.
 *
 * @throws TrilemmaError 'file' where it cannot be written; an old file is then as it was.
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  await replaceFile(path, (temporary, mode) => writeDurably(temporary, content, mode));
}

/** The content of a file: at once, or in pieces, where what making them throws ends the writing. */
export type FileContent = Uint8Array | string | AsyncIterable<Uint8Array>;

/**
 * As {@link writeFileAtomically}, for a file that someone else writes.
 *
 * @param write makes a new file at `temporary` with `mode`, and returns when it is on the disk. Where it throws, the
 * file is removed, whole or not.
 */
export async function replaceFile(
  path: string,
  write: (temporary: string, mode: number) => Promise<void>,
): Promise<void> {
  try {
    assertHeld(path);
    const old = await statusOf(path);
    await replace(old === undefined ? path : await realpath(path), write, old?.mode ?? 0o666);
  } catch (cause) {
    throw fileError(`${path} cannot be written`, cause);
  }
}

async function replace(
  target: string,
  write: (temporary: string, mode: number) => Promise<void>,
  mode: number,
): Promise<void> {
  const temporary = join(dirname(target), `.trilemma-${randomUUID()}.tmp`);
  using _unfinished = removedOnExit(temporary);
  try {
    await write(temporary, mode);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(dirname(target));
}

/** Writes a new file and waits until it is on the disk; its folder's entry is the caller's to sync. */
export async function writeDurably(path: string, content: FileContent, mode = 0o666): Promise<void> {
  assertHeld(path);
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renaming would replace a device or a pipe as readily as a file. */
async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    const status = await stat(path);
    if (status.isFile()) return status;
    const what = status.isDirectory() ? 'a folder: name a file in it' : 'not a plain file';
    throw new TrilemmaError('file', `${path} is ${what}.`);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/**
 * Files that were dropped on an interface and have no path: all of them in a browser, and in the desktop's window those
 * that come from no disk, such as a picture dragged out of a browser.
 */
import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolderLayout } from '../platform/data-folder.ts';
import type { HostAnswer } from './answer.ts';
import { makeFolder } from '../platform/durable-folder.ts';
import { fileError, systemCode } from '../platform/file-error.ts';
import { byteSize } from '../shared/byte-size.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { uploadName } from './upload-name.ts';

const MOST_BYTES = 8e9;
/** An import that was still queued when the studio closed finds its file after the next start. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const UNFINISHED = '.part';

/** Where an interface sends a dropped file, in every host; its name is the parameter `name`. */
export const UPLOADS = '/uploads';

/** Where uploads lie. @param dataFolder absolute. */
export function uploadsFolder(dataFolder: string): string {
  return dataFolderLayout(dataFolder).uploads;
}

export interface Upload {
  /** As the sender has it. */
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes, where the sender says it. */
  readonly length?: number;
}

/**
 * Writes an upload into a folder of its own below `folder`.
 *
 * @returns 201 with `{ path }`; 413 over the limit, 507 where the disk is full, 500 else, with
 *   `{ error: { code, message } }`.
 *   Nothing stays behind of an upload that failed or was broken off.
 */
export async function receiveUpload(
  { name, body, length = 0 }: Upload,
  folder: string,
  mostBytes = MOST_BYTES,
): Promise<HostAnswer> {
  const own = join(folder, randomUUID());
  const path = join(own, uploadName(name));
  try {
    if (length > mostBytes) throw tooLarge(mostBytes);
    await makeFolder(own);
    await writeBody(body, `${path}${UNFINISHED}`, mostBytes);
    await rename(`${path}${UNFINISHED}`, path);
    return jsonAnswer(201, { path });
  } catch (cause) {
    await rm(own, { recursive: true, force: true });
    return failure(cause);
  }
}

/** Removes what earlier runs left: unfinished uploads, and finished ones that are older than a day, or come from a future of more. */
export async function sweepUploads(folder: string, now = Date.now()): Promise<void> {
  for (const name of await entriesOf(folder)) {
    const own = join(folder, name);
    const unfinished = (await entriesOf(own)).some((file) => file.endsWith(UNFINISHED));
    if (unfinished || Math.abs(now - (await stat(own)).mtimeMs) > KEPT_MS) {
      await rm(own, { recursive: true, force: true });
    }
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return [];
    throw cause;
  }
}

async function writeBody(body: Upload['body'], path: string, mostBytes: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    let written = 0;
    for await (const bytes of body) {
      written += bytes.length;
      if (written > mostBytes) throw tooLarge(mostBytes);
      await file.writeFile(bytes);
    }
  } finally {
    await file.close();
  }
}

class TooLarge extends TrilemmaError {}

function tooLarge(mostBytes: number): TooLarge {
  return new TooLarge(
    'file',
    `The file is larger than ${byteSize(mostBytes)}, the most that can be dropped here. Choose it by its path.`,
  );
}

const DISK_FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

function failure(cause: unknown): HostAnswer {
  const error = fileError('The dropped file cannot be kept', cause);
  const code = error instanceof TrilemmaError ? error.code : 'file';
  const status = error instanceof TooLarge ? 413 : DISK_FULL.has(systemCode(cause)) ? 507 : 500;
  return jsonAnswer(status, { error: { code, message: error.message } });
}

function jsonAnswer(status: number, value: object): HostAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: new TextEncoder().encode(JSON.stringify(value)),
  };
}

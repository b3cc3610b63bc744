/** Where an export is written: as a whole or not at all. Until it is done, it has a temporary name beside its own. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeZip } from 'client-zip';
import { TrilemmaError } from '../../shared/errors.ts';
import { replaceFile, writeDurably } from '../../platform/atomic-write.ts';
import { makeFolder, syncFolder } from '../../platform/durable-folder.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import { removedOnExit } from '../../platform/on-exit.ts';
import { Handover } from './handover.ts';

type Content = Uint8Array | AsyncIterable<Uint8Array>;

export interface Outlet {
  /** @param path relative, with slashes. Returns when the content is out of memory. */
  add(path: string, content: Content): Promise<void>;
}

/**
 * Writes a folder.
 *
 * @param path absolute; nothing is there yet, or an empty folder.
 * @throws {TrilemmaError} `file` where it cannot be written, or is in use; whatever `fill` throws. Nothing is left then.
 */
export async function writeFolder(path: string, fill: (outlet: Outlet) => Promise<void>): Promise<void> {
  await checkFree(path);
  const temporary = join(dirname(path), `.trilemma-${randomUUID()}.tmp`);
  using _unfinished = removedOnExit(temporary);
  const made = new Set<string>([temporary]);
  try {
    await mkdir(temporary, { recursive: true });
    await fill({
      add: async (name, content) => {
        const file = join(temporary, ...name.split('/'));
        if (!made.has(dirname(file))) await makeFolder(dirname(file));
        made.add(dirname(file));
        await writeDurably(file, content instanceof Uint8Array ? content : inBlocks(content));
      },
    });
    for (const folder of made) await syncFolder(folder);
    await removeEmpty(path);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true });
    throw fileError(`The folder ${path} cannot be written`, cause);
  }
}

/**
 * Writes a zip archive, streamed: one file of it is in memory at a time. Pictures are compressed already, and are stored.
 *
 * @param path absolute; what was there before is replaced.
 * @throws as {@link writeFolder}.
 */
export async function writeZip(path: string, fill: (outlet: Outlet) => Promise<void>): Promise<void> {
  await replaceFile(path, async (temporary, mode) => {
    const files = new Handover<{
      readonly name: string;
      readonly input: Content;
      readonly lastModified: Date;
    }>();
    const lastModified = new Date();
    const add: Outlet['add'] = (name, input) => files.give({ name, input, lastModified });
    const filled = fill({ add }).then(
      () => files.end(),
      (reason: unknown) => files.fail(reason),
    );
    try {
      await writeDurably(temporary, inBlocks(makeZip(files)), mode);
    } finally {
      // Where the disk refuses the bytes, `fill` must not wait for someone to take the next file.
      files.close();
      await filled;
    }
  });
}

const BLOCK_BYTES = 1 << 18;

/**
 * Archives and manifests come in crumbs, and each would be a call of the system. All blocks are the same memory: who
 * takes one is done with it when they ask for the next.
 */
async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled + chunk.length > BLOCK_BYTES) {
      yield block.subarray(0, filled);
      filled = 0;
    }
    if (chunk.length > BLOCK_BYTES) {
      yield chunk;
      continue;
    }
    block.set(chunk, filled);
    filled += chunk.length;
  }
  yield block.subarray(0, filled);
}

async function checkFree(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw inTheWay(path, 'a file of that name is there');
    if ((await readdir(path)).length > 0) throw inTheWay(path, 'there is something in it');
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw fileError(`The folder ${path} cannot be written`, cause);
  }
}

function inTheWay(path: string, why: string): TrilemmaError {
  return new TrilemmaError(
    'file',
    `The folder ${basename(path)} cannot be written: ${why}. Choose an empty folder or a new name.`,
  );
}

async function removeEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw cause;
  }
}

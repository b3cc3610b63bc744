/** The two forms in which an export's files are written: a zip archive, or a folder. */
import { makeZip } from 'client-zip';
import { writeFolder } from '../../platform/atomic-folder.ts';
import { replaceFile, writeDurably } from '../../platform/atomic-write.ts';

/** A file of an export. Its content is read before the next file is asked for. */
export interface ExportFile {
  /** Relative, with slashes. */
  readonly name: string;
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

type ExportFiles = AsyncGenerator<ExportFile, void>;

/**
 * Writes files into a folder.
 *
 * @param path absolute; nothing is there yet, or an empty folder.
 * @throws {TrilemmaError} `file` where it cannot be written, or is in use; whatever making a file throws. Nothing is
 *   left then.
 */
export async function writeFiles(path: string, files: ExportFiles): Promise<void> {
  await writeFolder(path, async (folder) => {
    for await (const { name, content } of files) {
      await folder.write(name, content instanceof Uint8Array ? content : inBlocks(content));
    }
  });
}

/**
 * Writes a zip archive, streamed: one file of it is in memory at a time. Pictures are compressed already, and are stored.
 *
 * @param path absolute; what was there before is replaced.
 * @throws as {@link writeFiles}.
 */
export async function writeZip(path: string, files: ExportFiles): Promise<void> {
  const lastModified = new Date();
  async function* entries() {
    for await (const { name, content } of files) yield { name, input: content, lastModified };
  }
  await replaceFile(path, async (temporary, mode) => {
    try {
      await writeDurably(temporary, inBlocks(makeZip(entries())), mode);
    } finally {
      // Where the disk refuses the bytes, the archive is left unread, and what makes the files is still at work.
      await files.return();
    }
  });
}

const BLOCK_BYTES = 1 << 18;

/**
 * Gathers small chunks: each would be a call of the system. All blocks are the same memory, so a block is valid until
 * the next one is asked for.
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

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { assertInside } from '../core/checkpoint/byte-source.ts';
import type { ByteSource } from '../core/checkpoint/byte-source.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { fileError } from './file-error.ts';
import { shownPath } from './shown-path.ts';

/** A file as a byte source; dispose of it to close the file. */
export interface FileSource extends ByteSource, Disposable {}

/** The most that one read call may ask of the operating system. */
const MAX_READ_BYTES = 1 << 30;

/**
 * Opens a file for random access.
 *
 * @throws TrilemmaError `file` where there is no such file, it is not a plain file, or it may not be read.
 */
export function openFileSource(path: string): FileSource {
  const file = openPlainFile(path);
  const { size } = fstatSync(file);
  const readSome = (bytes: Uint8Array, at: number, position: number) => {
    try {
      return readSync(file, bytes, at, Math.min(bytes.length - at, MAX_READ_BYTES), position);
    } catch (cause) {
      throw fileError(`${shownPath(path)} cannot be read`, cause);
    }
  };
  return {
    size,
    read(offset, length) {
      assertInside(size, offset, length);
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = readSome(bytes, done, offset + done);
        if (count === 0) {
          throw new TrilemmaError(
            'checkpoint-corrupt',
            `${shownPath(path)} became shorter while it was read.`,
          );
        }
        done += count;
      }
      return bytes;
    },
    [Symbol.dispose]() {
      closeSync(file);
    },
  };
}

function openPlainFile(path: string): number {
  if (path === '') throw new TrilemmaError('file', 'A file without a name cannot be read.');
  try {
    // Asked before opening: opening a named pipe would wait for a writer.
    const status = statSync(path);
    if (status.isDirectory())
      throw new TrilemmaError('file', `${shownPath(path)} is a folder: name the file in it.`);
    if (!status.isFile()) throw new TrilemmaError('file', `${shownPath(path)} is not a plain file.`);
    return openSync(path, 'r');
  } catch (cause) {
    throw fileError(`${shownPath(path)} cannot be read`, cause);
  }
}

import { counted, number } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';

/** Random access to the bytes of one file, so that a checkpoint is read tensor by tensor. */
export interface ByteSource {
  /** Bytes in the whole file. */
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset`. The result may share memory with the source: do not write to it.
   *
   * @throws TrilemmaError `checkpoint-corrupt` where the range ends beyond the file.
   */
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes in memory. Reads are views of `bytes`, not copies. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(offset, length) {
      assertInside(bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/**
 * Guards a read: every implementation calls it before it allocates.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where [offset, offset + length) is not inside [0, size).
 */
export function assertInside(size: number, offset: number, length: number): void {
  const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!valid || length > size - offset) {
    throw new TrilemmaError(
      'checkpoint-corrupt',
      `The checkpoint is cut short or damaged: it refers to ${counted(length, 'byte')} at ${offset}, but has ${number.format(size)} in all. Fetch it again.`,
    );
  }
}

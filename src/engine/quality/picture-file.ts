/** Pictures of one size in a file: 3 side side bytes each, RGB row by row, one after the other. */
import { open } from 'node:fs/promises';
import type { PictureSet } from '../../core/measures/sliced-wasserstein.ts';
import { TrilemmaError } from '../../shared/errors.ts';

export interface PictureFile {
  readonly path: string;
  readonly count: number;
}

/**
 * Some pictures of a file.
 *
 * @param numbers which, from 0
 * @throws {TrilemmaError} `data-gone` where they are not there.
 */
export async function readPictures(
  { path }: PictureFile,
  side: number,
  numbers: readonly number[],
): Promise<PictureSet> {
  const bytes = 3 * side ** 2;
  const rgb = new Uint8Array(numbers.length * bytes);
  try {
    await using file = await open(path, 'r');
    for (const [i, number] of numbers.entries()) {
      const { bytesRead } = await file.read(rgb, i * bytes, bytes, number * bytes);
      if (bytesRead !== bytes) throw gone(path);
    }
    return { side, count: numbers.length, rgb };
  } catch (cause) {
    throw cause instanceof TrilemmaError ? cause : gone(path, cause);
  }
}

function gone(path: string, cause?: unknown): TrilemmaError {
  return new TrilemmaError('data-gone', `The pictures to compare are gone from ${path}: begin again.`, {
    cause,
  });
}

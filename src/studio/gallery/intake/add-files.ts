import { TrilemmaError } from '../../../shared/errors.ts';
import type { AddedFiles, RefusedFile } from '../../../shared/gallery/gallery.ts';
import { incomingFile } from './add-file.ts';
import type { Gallery } from '../gallery.ts';

/** Decoded side by side. */
const AT_ONCE = 4;

/**
 * Takes in files, in their order. What is in the gallery already comes out of the trash; what cannot be taken is
 * named with the reason.
 *
 * @param signal ends it; what is in by then stays.
 */
export async function addPictureFiles(
  gallery: Gallery,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<AddedFiles> {
  const ids = new Set<number>();
  const refused: RefusedFile[] = [];
  for (let at = 0; at < paths.length && signal?.aborted !== true; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    const read = await Promise.all(some.map((path) => orRefused(path, () => incomingFile(path))));
    const outcomes = await Promise.all(
      read.map(async (one) =>
        'message' in one ? one : orRefused(one.path, () => gallery.takeIn(one.value)),
      ),
    );
    for (const outcome of outcomes) {
      if ('message' in outcome) refused.push(outcome);
      else ids.add(outcome.value.id);
    }
  }
  if (ids.size > 0) gallery.restore([...ids]);
  return { added: gallery.get([...ids]), refused };
}

interface Done<T> {
  readonly path: string;
  readonly value: T;
}

async function orRefused<T>(path: string, work: () => Promise<T>): Promise<Done<T> | RefusedFile> {
  try {
    return { path, value: await work() };
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    return { path, message: error.message };
  }
}

import { TrilemmaError } from '../../shared/errors.ts';
import type { AddedFiles, RefusedFile } from '../../shared/gallery.ts';
import { incomingFile } from './add-file.ts';
import type { Gallery } from './gallery.ts';

/** Decoded side by side. */
const AT_ONCE = 4;

/**
 * Takes in files, in their order. What is in the gallery already comes out of the trash; what cannot be taken is
 * named with the reason.
 *
 * @param signal ends it; what is in by then stays.
 */
export async function addFiles(
  gallery: Gallery,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<AddedFiles> {
  const ids = new Set<number>();
  const refused: RefusedFile[] = [];
  for (let at = 0; at < paths.length && signal?.aborted !== true; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    for (const outcome of await Promise.all(some.map((path) => addFile(gallery, path)))) {
      if (typeof outcome === 'number') ids.add(outcome);
      else refused.push(outcome);
    }
  }
  if (ids.size > 0) gallery.restore([...ids]);
  return { added: gallery.get([...ids]), refused };
}

async function addFile(gallery: Gallery, path: string): Promise<number | RefusedFile> {
  try {
    const incoming = await incomingFile(path);
    const { pictureSha256 } = incoming.item.recipe ?? {};
    const known = pictureSha256 === undefined ? undefined : gallery.items.byPicture(pictureSha256);
    return known ?? (await gallery.add(incoming)).id;
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    return { path, message: error.message };
  }
}

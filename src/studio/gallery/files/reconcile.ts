/** Makes files and rows agree again, after a crash or after someone's hand in the folder. */
import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { counted } from '../../../shared/counted.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { incomingPicture } from '../intake/add-file.ts';
import type { Gallery } from '../gallery.ts';
import { newRecipe, readableRecipe } from '../item-row.ts';
import { LostItems } from './lost-items.ts';
import { compareListing, type FolderListing, listStore } from './store-listing.ts';
import type { StoredFile } from './stored-file.ts';

const AT_ONCE = 100;

/**
 * A file without a row gets one from the recipe that it carries; a row without a file is put aside with all that is
 * known of it, and comes back with the file. What was deleted for good goes off the disk. Only for the one studio
 * that has the folder.
 *
 * @param listing of the store: begun before, it goes on while the database is opened.
 * @returns what was done, in words.
 */
export async function reconcile(
  gallery: Gallery,
  listing: Promise<FolderListing>,
): Promise<readonly string[]> {
  const { items, store } = gallery;
  const notDeleted = deletePurgedFiles(gallery);
  const { missing, strays } = await compareListing(gallery.dataFolder, await listing, items.fileNames());
  // Since the listing, another program may have kept some, and files that were to be deleted have gone.
  const lost = missing.filter((file) => !store.has(file));
  const found = strays.filter((file) => store.has(file));
  const lostItems = new LostItems(gallery);
  lostItems.putAside(lost.flatMap(({ fileSha256 }) => items.byFile(fileSha256) ?? []));

  const refused: string[] = [];
  let back = 0;
  for (const file of found) {
    try {
      const bytes = store.readUnchanged(file);
      if (!lostItems.takeBack(file)) await adopt(file, bytes, gallery);
      back += 1;
    } catch (error) {
      if (!(error instanceof TrilemmaError)) throw error;
      refused.push(`${store.pathOf(file)} is not in the gallery: ${error.message}`);
    }
  }
  await indexTheRest(gallery);
  const notices: string[] = [];
  if (lost.length > 0) {
    notices.push(
      `${counted(lost.length, 'picture of the gallery was', 'pictures of the gallery were')} no longer on the disk, and left the gallery. The recipes are kept: put the files back, and what is known of them comes back too.`,
    );
  }
  if (back > 0) {
    notices.push(
      `${counted(back, 'picture on the disk was', 'pictures on the disk were')} missing in the gallery, and came back.`,
    );
  }
  return [...notices, ...notDeleted, ...refused];
}

/** A file that cannot be deleted yet keeps nobody from their gallery. @returns why, in words. */
function deletePurgedFiles(gallery: Gallery): readonly string[] {
  try {
    gallery.deletePurgedFiles();
    return [];
  } catch (error) {
    if (error instanceof TrilemmaError && error.code === 'file') return [error.message];
    throw error;
  }
}

/** The disk lists the folders while the database is opened. */
export function beginListing(dataFolder: string): Promise<FolderListing> {
  const listing = listStore(dataFolder);
  // Where the database cannot be opened, nobody asks for it.
  listing.catch(() => undefined);
  return listing;
}

/** @throws {TrilemmaError} where it is no picture. */
async function adopt(file: StoredFile, bytes: Uint8Array, { items, store }: Gallery): Promise<void> {
  const keptAt = Math.round(statSync(store.pathOf(file)).mtimeMs);
  const { item } = await incomingPicture(bytes, `${file.fileSha256.slice(0, 12)}.${file.fileType}`, keptAt);
  items.insert({ ...item, ...file });
}

/** Indexes, for search and similarity, the items that an older version brought. */
async function indexTheRest({ items }: Gallery): Promise<void> {
  for (;;) {
    const rest = items.notIndexed(AT_ONCE);
    if (rest.length === 0) return;
    items.transaction(() => {
      for (const { id, recipe } of rest) {
        const readable = recipe === null ? null : readableRecipe(recipe);
        items.setIndexed(id, readable === null ? null : newRecipe(readable));
      }
    });
    await setImmediate();
  }
}

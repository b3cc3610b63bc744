/** Makes files and rows agree again, after a crash or after someone's hand in the folder. */
import { statSync } from 'node:fs';
import { TrilemmaError } from '../../shared/errors.ts';
import type { ItemRepository } from '../database/item-repository.ts';
import { readRecipe } from '../pictures/recipe-in-png.ts';
import { newRow } from './item-row.ts';
import { hashOf, type PictureStore } from './picture-store.ts';

/**
 * A file without a row gets one from the recipe that it carries; a row without a file goes. No file is touched.
 *
 * @returns what was done, in words.
 */
export async function reconcile(items: ItemRepository, store: PictureStore): Promise<readonly string[]> {
  const files = await store.list();
  const rows = items.list();
  const lost = rows.filter(({ fileSha256 }) => !files.has(fileSha256));
  for (const { id } of lost) items.remove(id);

  const known = new Set(rows.map(({ fileSha256 }) => fileSha256));
  const notices: string[] = [];
  let found = 0;
  for (const fileSha256 of files) {
    if (known.has(fileSha256)) continue;
    try {
      adopt(fileSha256, items, store);
      found += 1;
    } catch (error) {
      if (!(error instanceof TrilemmaError)) throw error;
      notices.push(`${store.pathOf(fileSha256)} is not in the gallery: ${error.message}`);
    }
  }
  if (found > 0)
    notices.unshift(`${pictures(found)} on the disk ${were(found)} missing in the gallery, and came back.`);
  if (lost.length > 0) {
    notices.unshift(
      `${pictures(lost.length)} of the gallery ${were(lost.length)} no longer on the disk, and left the gallery.`,
    );
  }
  return notices;
}

function adopt(fileSha256: string, items: ItemRepository, store: PictureStore): void {
  const path = store.pathOf(fileSha256);
  const png = store.read(fileSha256);
  if (hashOf(png) !== fileSha256) throw new TrilemmaError('file', 'It was changed by another program.');
  const keptAt = Math.round(statSync(path).mtimeMs);
  items.insert(newRow({ recipe: readRecipe(png), fileSha256, favourite: false, keptAt }));
}

function pictures(count: number): string {
  return count === 1 ? 'One picture' : `${count} pictures`;
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}

/** Items whose file is missing: all that was known of them waits until the file is back. */
import { z } from 'zod';
import { itemFactsSchema } from '../../../shared/contract/gallery-schemas.ts';
import { ITEM_KINDS } from '../../../shared/gallery/gallery.ts';
import type { ItemRow } from '../../database/gallery/item-records.ts';
import type { Gallery } from '../gallery.ts';
import { newRecipe, readableRecipe } from '../item-row.ts';
import type { StoredFile } from './stored-file.ts';

const lostSchema = itemFactsSchema.extend({
  kind: z.enum(ITEM_KINDS),
  width: z.int(),
  height: z.int(),
  keptAt: z.number(),
  title: z.string(),
  trashedAt: z.number().nullable(),
  recipe: z.string().nullable(),
});

type Lost = z.infer<typeof lostSchema>;

export class LostItems {
  readonly #gallery: Gallery;

  constructor(gallery: Gallery) {
    this.#gallery = gallery;
  }

  putAside(ids: readonly number[]): void {
    if (ids.length === 0) return;
    const { items, collections, absent } = this.#gallery;
    const names = collections.names();
    items.transaction(() => {
      const lostAt = Date.now();
      for (const row of items.rows(ids)) {
        // What is lost in the trash is not missed.
        if (row.trashedAt === null)
          absent.setLost(
            row.fileSha256,
            lostAt,
            JSON.stringify({ ...lostOf(row, names), fileType: row.fileType }),
          );
      }
      items.forget(ids, { deleteFiles: false });
    });
  }

  /** @returns whether the file is one that was missing; its item is in the gallery again then. */
  takeBack(file: StoredFile): boolean {
    const { items, collections, absent } = this.#gallery;
    const json = absent.lost(file.fileSha256);
    if (json === undefined) return false;
    const parsed = lostSchema.safeParse(JSON.parse(json));
    if (!parsed.success) return false;
    const { tags, collections: names, trashedAt, recipe, ...facts } = parsed.data;
    const readable = recipe === null ? null : readableRecipe(recipe);
    items.transaction(() => {
      const id = items.insert({
        ...facts,
        ...file,
        recipe: readable === null ? null : newRecipe(readable),
      });
      items.update([id], { addTags: tags });
      for (const name of names) items.update([id], { addTo: collections.ensure(name) });
      if (trashedAt !== null) items.setTrashed([id], trashedAt);
      absent.forgetLost(file.fileSha256);
    });
    return true;
  }
}

function lostOf(row: ItemRow, names: ReadonlyMap<number, string>): Lost {
  const { kind, width, height, rating, note, keptAt, title, trashedAt, recipe } = row;
  return {
    kind,
    width,
    height,
    favourite: row.favourite === 1,
    rating,
    note,
    keptAt,
    title,
    trashedAt,
    recipe,
    tags: JSON.parse(row.tags) as string[],
    collections: (JSON.parse(row.collections) as number[]).flatMap((id) => names.get(id) ?? []),
  };
}

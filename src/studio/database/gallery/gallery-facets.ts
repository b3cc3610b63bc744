import type { Database } from 'better-sqlite3';
import type { GalleryCollection, GalleryFacets } from '../../../shared/gallery/gallery.ts';
import { guarded } from '../studio-database.ts';

/** Few items are in the trash: those are counted, and subtracted from the whole. */
const inTrash = (table: string, of: string) => `
  SELECT ${of} AS what, count(*) AS trashed FROM items INDEXED BY items_by_time
  JOIN ${table} ON item = items.id WHERE in_trash = 1 GROUP BY ${of}`;

/** Models, tags, collections and sizes to filter by, with the number of items of each. */
export function galleryFacets(database: Database): GalleryFacets {
  return guarded(database.name, () => {
    const all = <Row>(sql: string) => database.prepare<[], Row>(sql).all();
    const count = (where: string) =>
      database.prepare<[], number>(`SELECT count(*) FROM items WHERE ${where}`).pluck().get()!;
    return {
      total: count('in_trash = 0'),
      favourites: count('in_trash = 0 AND favourite = 1'),
      trashed: count('in_trash = 1'),
      models: all(`
        SELECT sha256, name, count FROM models
        JOIN (SELECT model, count(*) AS count FROM items WHERE in_trash = 0 GROUP BY model) ON model = id
        WHERE id > 0 ORDER BY count DESC, name`),
      tags: all(`
        SELECT name AS tag, tagged - coalesce(trashed, 0) AS count
        FROM (SELECT tag, count(*) AS tagged FROM item_tags GROUP BY tag)
        JOIN tags ON tags.id = tag
        LEFT JOIN (${inTrash('item_tags', 'tag')}) AS gone ON gone.what = tag
        WHERE count > 0 ORDER BY name`),
      collections: all<GalleryCollection>(`
        SELECT id, name, coalesce(held, 0) - coalesce(trashed, 0) AS count,
          (SELECT max(item) FROM collection_items JOIN items ON items.id = item
           WHERE collection = collections.id AND in_trash = 0) AS cover
        FROM collections
        LEFT JOIN (SELECT collection, count(*) AS held FROM collection_items GROUP BY collection) AS own
          ON own.collection = id
        LEFT JOIN (${inTrash('collection_items', 'collection')}) AS gone ON gone.what = id
        ORDER BY name`),
      sizes: all(`SELECT size, count(*) AS count FROM items WHERE in_trash = 0 GROUP BY size ORDER BY size`),
    };
  });
}

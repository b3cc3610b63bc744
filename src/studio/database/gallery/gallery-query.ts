/** The orders of the gallery: which items a filter leaves, in which order. */
import type { Database } from 'better-sqlite3';
import { assertNever } from '../../../shared/assert-never.ts';
import type { GalleryFilter, GalleryPage, GallerySort } from '../../../shared/gallery/gallery.ts';
import { guarded } from '../studio-database.ts';
import { textMatches } from './text-search.ts';

/** Items in order, or a part of them. */
export interface ItemOrder {
  /** Items of the whole order. */
  readonly count: number;
  readonly ids: Uint32Array<ArrayBuffer>;
  /** 1000 * width / height of each of `ids`. */
  readonly aspects: Uint16Array<ArrayBuffer>;
}

/** `id * 2^16 + aspect`: one number a row is read several times as fast as two. */
type Packed = number;
const ASPECTS = 2 ** 16;

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A part of an order: all of it comes before the next part. */
type Part = Condition;

interface Order {
  readonly index: string;
  readonly by: string;
  readonly parts: readonly Part[];
}

const EVERYTHING: Part = { sql: 'TRUE', values: [] };
const name = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** @param page of the order; read alone, unless very many items have the text. */
export function galleryOrder(
  database: Database,
  filter: GalleryFilter,
  sort: GallerySort,
  page: GalleryPage = {},
): ItemOrder {
  return guarded(database.name, () => {
    const found = textMatches(database, filter.text ?? '');
    const conditions = conditionsOf(filter);
    if (found?.few !== undefined) {
      conditions.push({ sql: 'id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(found.few)] });
    }
    const { index, by, parts } = orderOf(database, sort);
    // Where few are left, the index of the order would be read in vain.
    const hint = filter.seed === undefined ? `INDEXED BY ${index}` : '';
    const packedRows = (part: Part, most: number) =>
      selected(
        database,
        `id * ${ASPECTS} + aspect`,
        hint,
        [...conditions, part],
        `ORDER BY ${by} LIMIT ${most}`,
      );
    if (found !== undefined && found.few === undefined) {
      const rows = parts.flatMap((part) => packedRows(part, -1));
      return pageOf(unpacked(rows.filter((packed) => found.has(Math.floor(packed / ASPECTS)))), page);
    }
    if (page.limit === undefined) {
      return pageOf(unpacked(parts.flatMap((part) => packedRows(part, -1))), page);
    }
    const end = (page.offset ?? 0) + page.limit;
    let rows: readonly Packed[] = [];
    for (const part of parts) {
      if (rows.length < end) rows = [...rows, ...packedRows(part, end - rows.length)];
    }
    const [count = 0] = selected(database, 'count(*)', '', conditions, '');
    return { ...pageOf(unpacked(rows), page), count };
  });
}

/** The part of an order that is asked for. */
export function pageOf(
  { count, ids, aspects }: ItemOrder,
  { offset = 0, limit = Infinity }: GalleryPage,
): ItemOrder {
  return { count, ids: ids.slice(offset, offset + limit), aspects: aspects.slice(offset, offset + limit) };
}

/** One number of each item that meets all conditions. */
function selected(
  database: Database,
  what: string,
  hint: string,
  conditions: readonly Condition[],
  clauses: string,
): number[] {
  const where = conditions.map(({ sql }) => sql).join(' AND ');
  return database
    .prepare<(string | number)[], number>(`SELECT ${what} FROM items ${hint} WHERE ${where} ${clauses}`)
    .pluck()
    .all(...conditions.flatMap(({ values }) => values));
}

function unpacked(rows: readonly Packed[]): ItemOrder {
  const ids = new Uint32Array(rows.length);
  const aspects = new Uint16Array(rows.length);
  rows.forEach((packed, at) => {
    ids[at] = Math.floor(packed / ASPECTS);
    aspects[at] = packed % ASPECTS;
  });
  return { count: rows.length, ids, aspects };
}

function orderOf(database: Database, sort: GallerySort): Order {
  switch (sort) {
    case 'newest':
    case 'similarity':
      return { index: 'items_by_time', by: 'kept_at DESC, id DESC', parts: [EVERYTHING] };
    case 'oldest':
      return { index: 'items_by_time', by: 'kept_at, id', parts: [EVERYTHING] };
    case 'rating':
      return { index: 'items_by_rating', by: 'rating DESC, kept_at DESC, id DESC', parts: [EVERYTHING] };
    case 'model':
      return { index: 'items_by_model', by: 'kept_at DESC, id DESC', parts: byModelName(database) };
    case 'seed':
      return {
        index: 'items_by_seed',
        by: 'seed, kept_at, id',
        parts: [
          { sql: "seed > ''", values: [] },
          { sql: "seed = ''", values: [] },
        ],
      };
    default:
      return assertNever(sort);
  }
}

/** Models in the order of their names; what has none comes last. */
function byModelName(database: Database): readonly Part[] {
  const models = database.prepare<[], { id: number; name: string }>('SELECT id, name FROM models').all();
  const last = ({ id }: { id: number }) => (id === 0 ? 1 : 0);
  return models
    .sort((a, b) => last(a) - last(b) || name.compare(a.name, b.name) || a.id - b.id)
    .map(({ id }) => ({ sql: 'model = ?', values: [id] }));
}

/** Conditions for all of the filter but its text. */
function conditionsOf(filter: GalleryFilter): Condition[] {
  const conditions: Condition[] = [{ sql: `in_trash = ${filter.trash === true ? 1 : 0}`, values: [] }];
  const add = (sql: string, ...values: readonly (string | number)[]) => conditions.push({ sql, values });
  const { models, favourite, minRating, tags = [], collection, seed, from, to, size, kind, edited } = filter;
  if (models !== undefined) {
    add(
      'model IN (SELECT id FROM models WHERE sha256 IN (SELECT value FROM json_each(?)))',
      JSON.stringify(models),
    );
  }
  if (favourite !== undefined) add('favourite = ?', favourite ? 1 : 0);
  if (minRating !== undefined && minRating > 0) add('rating >= ?', minRating);
  for (const tag of tags) {
    add('id IN (SELECT item FROM item_tags WHERE tag = (SELECT id FROM tags WHERE name = ?))', tag);
  }
  if (collection !== undefined)
    add('id IN (SELECT item FROM collection_items WHERE collection = ?)', collection);
  if (seed !== undefined) add('seed = ?', seed.padStart(20, '0'));
  if (from !== undefined) add('kept_at >= ?', from);
  if (to !== undefined) add('kept_at < ?', to);
  if (size !== undefined) add('size = ?', size);
  if (kind !== undefined) add('kind = ?', kind);
  if (edited !== undefined) add('edited = ?', edited ? 1 : 0);
  return conditions;
}

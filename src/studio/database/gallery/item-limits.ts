/** Sees that what is written of items is what an import reads again. */
import { TrilemmaError } from '../../../shared/errors.ts';
import { GALLERY_LIMITS, type GalleryChange } from '../../../shared/gallery/gallery.ts';
import { GIVEN, type Statements } from '../statements.ts';

/** @throws {TrilemmaError} `usage` where a text is too long. */
export function checkTexts({ note = '', addTags = [] }: GalleryChange): void {
  if (note.length > GALLERY_LIMITS.note) {
    throw beyond(`A note has at most ${GALLERY_LIMITS.note} characters, and this one has ${note.length}`);
  }
  if (addTags.some((tag) => tag.length > GALLERY_LIMITS.tag)) {
    throw beyond(`A tag has at most ${GALLERY_LIMITS.tag} characters`);
  }
}

/** @throws {TrilemmaError} `usage` where one of the items has too many tags, or is in too many collections. */
export function checkCounts(statements: Statements, given: string): void {
  const isOver = (table: 'item_tags' | 'collection_items', most: number) =>
    statements
      .get(`SELECT 1 FROM ${table} WHERE item IN ${GIVEN} GROUP BY item HAVING count(*) > ? LIMIT 1`)
      .get(given, most) !== undefined;
  if (isOver('item_tags', GALLERY_LIMITS.tags)) {
    throw beyond(`A picture has at most ${GALLERY_LIMITS.tags} tags`);
  }
  if (isOver('collection_items', GALLERY_LIMITS.collections)) {
    throw beyond(`A picture is in at most ${GALLERY_LIMITS.collections} collections`);
  }
}

function beyond(what: string): TrilemmaError {
  return new TrilemmaError('usage', `${what}: nothing was changed.`);
}

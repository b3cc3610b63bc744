/** What can be done with the items that are selected. Each says what went wrong, if it does. */
import { counted } from '../../shared/counted.ts';
import type { GalleryChange, GalleryItem } from '../../shared/gallery/gallery.ts';
import { imageUrl } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { countMissing } from '../pictures/actions/trash.ts';
import type { GalleryContext } from './context.ts';

/** @returns whether anything was changed. */
export async function change(
  { app, session }: GalleryContext,
  ids: readonly number[],
  what: GalleryChange,
): Promise<boolean> {
  if (ids.length === 0) return false;
  const missing = await countMissing(app, session.update(ids, what));
  return missing !== undefined && missing < ids.length;
}

/** Makes all of them favourites, or none where all are. */
export function toggleFavourite(context: GalleryContext, ids: readonly number[]): Promise<boolean> {
  const { items } = context.session;
  return change(context, ids, { favourite: !ids.every((id) => items.get(id)?.favourite === true) });
}

/** A new collection of these items; a word leads to it. */
export async function makeCollection(
  context: GalleryContext,
  name: string,
  ids: readonly number[],
): Promise<void> {
  const { app, session } = context;
  const made = await app.attempt(app.client.request('collections.create', { name }));
  if (made === undefined || !(await change(context, ids, { addTo: made.id }))) return;
  app.notices.info(`${counted(ids.length, 'picture')} added to “${name}”.`, {
    label: 'Show',
    run: () => session.filterOnly({ collection: made.id }),
  });
}

/** @returns the recipe of the item that has the focus, where it is selected; else of the first that is. */
export function selectedRecipe({ session: { items, selected, selection } }: GalleryContext): Recipe | null {
  const { focus, ids } = selection;
  const id = focus !== null && ids.has(focus) ? focus : selected[0];
  return id === undefined ? null : (items.get(id)?.recipe ?? null);
}

/** Saves an item's file as it is. */
export function saveFile({ id, title, kind, fileType }: GalleryItem): void {
  const link = document.createElement('a');
  link.href = imageUrl.picture(id);
  link.download = kind === 'picture' ? `${title.replaceAll(' ', '-')}.${fileType}` : title;
  link.click();
}

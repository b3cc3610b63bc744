/** What can be done with the items that are selected. Each says what went wrong, if it does. */
import { counted } from '../../shared/counted.ts';
import type { ChangedItems, GalleryChange, GalleryItem } from '../../shared/gallery/gallery.ts';
import { imageUrl } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import type { GalleryContext } from './context.ts';

/** Says which pictures were not there any more. @returns how many were; undefined where nothing was changed. */
async function done(app: AppState, work: Promise<ChangedItems>): Promise<number | undefined> {
  const outcome = await app.attempt(work);
  if (outcome === undefined) return undefined;
  const { length } = outcome.missing;
  if (length > 0) {
    const are = length === 1 ? 'is' : 'are';
    app.notices.error(new Error(`${counted(length, 'picture')} ${are} no longer in the gallery.`));
  }
  return length;
}

/** @returns whether anything was changed. */
export async function change(
  { app, session }: GalleryContext,
  ids: readonly number[],
  what: GalleryChange,
): Promise<boolean> {
  if (ids.length === 0) return false;
  const missing = await done(app, session.update(ids, what));
  return missing !== undefined && missing < ids.length;
}

/** Makes all of them favourites, or none where all are. */
export function toggleFavourite(context: GalleryContext, ids: readonly number[]): Promise<boolean> {
  const { items } = context.session;
  return change(context, ids, { favourite: !ids.every((id) => items.get(id)?.favourite === true) });
}

/** Moves them to the trash; a word with Undo takes them out again. */
export async function trash(app: AppState, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const missing = await done(app, app.client.request('gallery.trash', { ids }));
  if (missing === undefined || missing === ids.length) return;
  app.notices.info(`${counted(ids.length - missing, 'picture')} moved to the trash.`, {
    label: 'Undo',
    run: () => void restore(app, ids),
  });
}

export async function restore(app: AppState, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await done(app, app.client.request('gallery.restore', { ids }));
}

/** Deletes for good what is in the trash; without ids, all of it. */
export async function purge(app: AppState, ids?: readonly number[]): Promise<void> {
  const missing = await done(app, app.client.request('gallery.purge', { ids }));
  if (missing !== undefined && missing !== ids?.length) app.notices.info('Deleted for good.');
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

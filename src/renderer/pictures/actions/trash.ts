/** Kept pictures and the trash of the gallery. Everything here says what went wrong, if anything did. */
import { counted } from '../../../shared/counted.ts';
import type { ChangedItems } from '../../../shared/gallery/gallery.ts';
import type { AppState } from '../../app/app-state.svelte.ts';

/** Moves items to the trash, with Undo. */
export async function trash(app: AppState, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const missing = await countMissing(app, app.client.request('gallery.trash', { ids }));
  if (missing === undefined || missing === ids.length) return;
  app.notices.info(`${counted(ids.length - missing, 'picture')} moved to the trash.`, {
    label: 'Undo',
    run: () => void restore(app, ids),
  });
}

/** Takes items out of the trash. */
export async function restore(app: AppState, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await countMissing(app, app.client.request('gallery.restore', { ids }));
}

/** Deletes items of the trash for good; without ids, all of them. */
export async function purge(app: AppState, ids?: readonly number[]): Promise<void> {
  const missing = await countMissing(app, app.client.request('gallery.purge', { ids }));
  if (missing !== undefined && missing !== ids?.length) app.notices.info('Deleted for good.');
}

/** Says how many items no longer existed. @returns that number, or undefined if the change failed */
export async function countMissing(
  app: AppState,
  change: Promise<ChangedItems>,
): Promise<number | undefined> {
  const outcome = await app.attempt(change);
  if (outcome === undefined) return undefined;
  const { length } = outcome.missing;
  if (length > 0) {
    const are = length === 1 ? 'is' : 'are';
    app.notices.error(new Error(`${counted(length, 'picture')} ${are} no longer in the gallery.`));
  }
  return length;
}

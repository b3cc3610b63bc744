/** What can be done with a picture wherever one is shown. */
import { imageUrl } from '../../../shared/picture.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { AppState } from '../../app/app-state.svelte.ts';
import { trash } from './trash.ts';

/** Keeps a picture, or moves a kept one to the trash. */
export async function keep(app: AppState, recipe: Recipe): Promise<void> {
  const kept = app.gallery.keptOf(recipe);
  if (kept) await trash(app, [kept.id]);
  else await app.attempt(app.gallery.keep(recipe));
}

/** A favourite is kept; what is a favourite no longer stays kept. */
export async function favourite(app: AppState, recipe: Recipe): Promise<void> {
  const kept = app.gallery.keptOf(recipe);
  if (kept) await app.attempt(app.gallery.setFavourite(kept.id, !kept.favourite));
  else await app.attempt(app.gallery.keep(recipe, true));
}

export function useAsKeyFrame({ destinations }: AppState, recipe: Recipe): void {
  destinations.keyFrame(recipe);
}

export async function copySeed({ notices }: AppState, { seed }: Recipe): Promise<void> {
  try {
    await navigator.clipboard.writeText(seed);
    notices.info(`Seed ${seed} copied.`);
  } catch {
    notices.info(`The seed is ${seed}. (The clipboard is not available here.)`);
  }
}

/** Sets Create's controls to what made the picture. */
export function reuseRecipe({ destinations }: AppState, recipe: Recipe): void {
  destinations.reuse(recipe);
}

/** Variations of it in Explore. */
export function moreLikeThis({ destinations }: AppState, recipe: Recipe): void {
  destinations.explore(recipe, 'variations');
}

/** Explore, with the tool that was used last. */
export function exploreFrom({ destinations }: AppState, recipe: Recipe): void {
  destinations.explore(recipe);
}

/** Saves the picture's file, with its recipe inside; it is kept then. */
export async function download(app: AppState, recipe: Recipe): Promise<void> {
  const kept = app.gallery.keptOf(recipe) ?? (await app.attempt(app.gallery.keep(recipe)));
  if (kept === undefined) return;
  const link = document.createElement('a');
  link.href = imageUrl.picture(kept.id);
  link.download = pictureFileName(recipe, kept.fileType);
  link.click();
}

/** @param fileType ending of the kept file, without a dot. */
export function pictureFileName({ model, seed }: Recipe, fileType: string): string {
  return `${model.name}-${seed}.${fileType}`;
}

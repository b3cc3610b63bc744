/** What can be done with a picture wherever one is shown. */
import { counted } from '../../shared/counted.ts';
import { imageUrl } from '../../shared/picture.ts';
import { isEdited, type Recipe } from '../../shared/recipe.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import { settingsOf } from '../create/create-recipes.ts';

/** Keeps it, or takes it off what is kept. */
export async function keep(app: AppState, recipe: Recipe): Promise<void> {
  const kept = app.gallery.keptOf(recipe);
  if (kept) await removeKept(app, kept.id);
  else await app.attempt(app.gallery.keep(recipe));
}

/** Moves a kept picture to the gallery's trash; a word with Undo takes it out again. */
export async function removeKept(app: AppState, id: number): Promise<void> {
  if ((await app.attempt(app.gallery.trash(id).then(() => true))) === undefined) return;
  app.notices.info("Moved to the gallery's trash.", {
    label: 'Undo',
    run: () => void app.attempt(app.gallery.restore(id)),
  });
}

/** A favourite is kept; what is a favourite no longer stays kept. */
export async function favourite(app: AppState, recipe: Recipe): Promise<void> {
  const kept = app.gallery.keptOf(recipe);
  if (kept) await app.attempt(app.gallery.setFavourite(kept.id, !kept.favourite));
  else await app.attempt(app.gallery.keep(recipe, true));
}

export function useAsKeyFrame({ workspace, notices, create }: AppState, recipe: Recipe): void {
  workspace.addKeyFrame(recipe);
  // Where the tray is open, it is seen.
  if (workspace.view === 'create' && create.strip === 'key-frames') return;
  notices.info(`${counted(workspace.keyFrames.length, 'key frame')} on the tray.`);
}

export async function copySeed({ notices }: AppState, { seed }: Recipe): Promise<void> {
  try {
    await navigator.clipboard.writeText(seed);
    notices.info(`Seed ${seed} copied.`);
  } catch {
    notices.info(`The seed is ${seed}; the clipboard is not available here.`);
  }
}

/** Sets Create's controls to what made the picture; a word with Undo brings the present ones back. */
export function reuseRecipe({ workspace, models, notices }: AppState, recipe: Recipe): void {
  const model = models.withHash(recipe.model.sha256);
  if (model === undefined) {
    notices.error(
      new Error(`The model ${recipe.model.name} of this picture is not in the library any more.`),
    );
    return;
  }
  const before = { create: workspace.create, view: workspace.view };
  const { settings, isExact } = settingsOf(recipe);
  const steps = recipe.steps === model.card.steps ? null : recipe.steps;
  workspace.updateCreate({ ...settings, model: model.card.name, steps, seedMode: 'fixed', count: 1 });
  workspace.update({ view: 'create' });
  const left =
    recipe.fade !== undefined ? 'Weights between two models' : isEdited(recipe) ? 'Its edits' : null;
  const rest = left === null || isExact ? '' : ` ${left} are left to Explore.`;
  notices.info(`The controls are as for this picture.${rest}`, {
    label: 'Undo',
    run: () => workspace.update(before),
  });
}

/** Variations of it in Explore. */
export function moreLikeThis({ explore }: AppState, recipe: Recipe): void {
  explore.open(recipe, 'variations');
}

/** Explore, with the tool that was used last. */
export function exploreFrom({ explore }: AppState, recipe: Recipe): void {
  explore.open(recipe);
}

/** Saves the picture's file, with its recipe inside; it is kept then. */
export async function download(app: AppState, recipe: Recipe): Promise<void> {
  const kept = app.gallery.keptOf(recipe) ?? (await app.attempt(app.gallery.keep(recipe)));
  if (kept === undefined) return;
  const link = document.createElement('a');
  link.href = imageUrl.picture(kept.id);
  link.download = fileName(recipe);
  link.click();
}

export function fileName({ model, seed }: Recipe): string {
  return `${model.name}-${seed}.png`;
}

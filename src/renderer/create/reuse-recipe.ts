import { isEdited, type Recipe } from '../../shared/recipe/recipe.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import { settingsOf } from './create-recipes.ts';

/** Sets Create's controls to what made the picture; Undo in the message brings the former ones back. */
export function takeSettings({ workspace, models, notices }: AppState, recipe: Recipe): void {
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
  const left = recipe.fade !== undefined ? 'Weights between two models' : isEdited(recipe) ? 'Edits' : null;
  const rest = left === null || isExact ? '' : ` ${left} are left out: only Explore can set them.`;
  notices.info(`Create is set to this picture’s recipe.${rest}`, {
    label: 'Undo',
    run: () => workspace.update(before),
  });
}

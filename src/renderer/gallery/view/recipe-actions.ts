import { Compass, Diamond, Grid3x3, Hash, SlidersHorizontal } from '@lucide/svelte';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import {
  copySeed,
  exploreFrom,
  moreLikeThis,
  reuseRecipe,
  useAsKeyFrame,
} from '../../pictures/actions/picture-actions.ts';
import type { AppState } from '../../app/app-state.svelte.ts';

interface RecipeAction {
  readonly keys: string;
  readonly label: string;
  readonly Icon: typeof Compass;
  readonly run: (app: AppState, recipe: Recipe) => unknown;
  /** Whether it leads to another view. */
  readonly leads: boolean;
}

/** What can be done with the recipe of an item. */
export const RECIPE_ACTIONS: readonly RecipeAction[] = [
  { keys: 'R', label: 'Open in Create', Icon: SlidersHorizontal, run: reuseRecipe, leads: true },
  { keys: 'E', label: 'Open in Explore', Icon: Compass, run: exploreFrom, leads: true },
  { keys: 'M', label: 'More like this', Icon: Grid3x3, run: moreLikeThis, leads: true },
  { keys: 'Y', label: 'Use as key frame', Icon: Diamond, run: useAsKeyFrame, leads: false },
  { keys: 'C', label: 'Copy seed', Icon: Hash, run: copySeed, leads: false },
];

import {
  Bookmark,
  Compass,
  Diamond,
  Download,
  Grid3x3,
  Hash,
  Heart,
  SlidersHorizontal,
} from '@lucide/svelte';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { AppState } from '../../app/app-state.svelte.ts';
import {
  copySeed,
  download,
  exploreFrom,
  favourite,
  keep,
  moreLikeThis,
  reuseRecipe,
  useAsKeyFrame,
} from './picture-actions.ts';

export interface PictureAction {
  readonly keys: string;
  readonly label: string;
  readonly Icon: typeof Bookmark;
  readonly run: (app: AppState, recipe: Recipe) => unknown;
  /** For what is on or off. */
  readonly isOn?: (app: AppState, recipe: Recipe) => boolean;
  /** Whether it leads away from where the picture is shown. */
  readonly leads?: boolean;
}

export const OPEN_IN_EXPLORE: PictureAction = {
  keys: 'E',
  label: 'Open in Explore',
  Icon: Compass,
  run: exploreFrom,
  leads: true,
};

export const OPEN_IN_CREATE: PictureAction = {
  keys: 'R',
  label: 'Open in Create',
  Icon: SlidersHorizontal,
  run: reuseRecipe,
  leads: true,
};

/** What can be done with a recipe alone, as with that of a picture in the trash. */
export const RECIPE_ACTIONS: readonly PictureAction[] = [
  { keys: 'M', label: 'More like this', Icon: Grid3x3, run: moreLikeThis, leads: true },
  { keys: 'Y', label: 'Use as key frame', Icon: Diamond, run: useAsKeyFrame },
  OPEN_IN_EXPLORE,
  OPEN_IN_CREATE,
  { keys: 'C', label: 'Copy seed', Icon: Hash, run: copySeed },
];

/** In the order of toolbars; narrow places show the first ones. */
export const PICTURE_ACTIONS: readonly PictureAction[] = [
  {
    keys: 'K',
    label: 'Keep',
    Icon: Bookmark,
    run: keep,
    isOn: (app, recipe) => (app.gallery.keptOf(recipe) ?? null) !== null,
  },
  {
    keys: 'F',
    label: 'Favourite',
    Icon: Heart,
    run: favourite,
    isOn: (app, recipe) => app.gallery.keptOf(recipe)?.favourite === true,
  },
  ...RECIPE_ACTIONS,
  { keys: 'S', label: 'Save as PNG', Icon: Download, run: download },
];

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
import type { ShortcutId } from '../../app/shortcuts/shortcut-list.ts';
import type { ShortcutHandlers } from '../../app/shortcuts/shortcuts.svelte.ts';
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
  readonly shortcut: Extract<ShortcutId, `picture.${string}`>;
  readonly Icon: typeof Bookmark;
  readonly run: (app: AppState, recipe: Recipe) => unknown;
  /** For what is on or off. */
  readonly isOn?: (app: AppState, recipe: Recipe) => boolean;
  /** True if it opens another view. */
  readonly leads?: boolean;
}

export const OPEN_IN_EXPLORE: PictureAction = {
  shortcut: 'picture.explore',
  Icon: Compass,
  run: exploreFrom,
  leads: true,
};

export const OPEN_IN_CREATE: PictureAction = {
  shortcut: 'picture.create',
  Icon: SlidersHorizontal,
  run: reuseRecipe,
  leads: true,
};

/** What can be done with a recipe alone, as with that of a picture in the trash. */
export const RECIPE_ACTIONS: readonly PictureAction[] = [
  { shortcut: 'picture.more', Icon: Grid3x3, run: moreLikeThis, leads: true },
  { shortcut: 'picture.key-frame', Icon: Diamond, run: useAsKeyFrame },
  OPEN_IN_EXPLORE,
  OPEN_IN_CREATE,
  { shortcut: 'picture.copy-seed', Icon: Hash, run: copySeed },
];

/** In the order of toolbars; narrow places show the first ones. */
export const PICTURE_ACTIONS: readonly PictureAction[] = [
  {
    shortcut: 'picture.keep',
    Icon: Bookmark,
    run: keep,
    isOn: (app, recipe) => (app.gallery.keptOf(recipe) ?? null) !== null,
  },
  {
    shortcut: 'picture.favourite',
    Icon: Heart,
    run: favourite,
    isOn: (app, recipe) => app.gallery.keptOf(recipe)?.favourite === true,
  },
  ...RECIPE_ACTIONS,
  { shortcut: 'picture.save', Icon: Download, run: download },
];

/** Shortcuts that do the same. @param act does an action with the picture that is meant. */
export function actionShortcuts(
  actions: readonly PictureAction[],
  act: (action: PictureAction) => void,
): ShortcutHandlers {
  return Object.fromEntries(actions.map((action) => [action.shortcut, () => act(action)]));
}

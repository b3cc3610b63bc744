import type { Recipe } from '../../shared/recipe/recipe.ts';

/**
 * Where a picture can be taken, from wherever one is shown. The features do it and the shell brings them together, so
 * that no feature needs to know another.
 */
export interface Destinations {
  /** Shows it in Explore, among its variations or with the tool that was used last. */
  readonly explore: (recipe: Recipe, tool?: 'variations') => void;
  /** Sets Create's controls to what made it. */
  readonly reuse: (recipe: Recipe) => void;
  /** Puts it on the tray of key frames. */
  readonly keyFrame: (recipe: Recipe) => void;
  /** Opens a new interpolation through pictures. @throws {TrilemmaError} where they do not go together. */
  readonly interpolate: (recipes: readonly Recipe[]) => Promise<void>;
}

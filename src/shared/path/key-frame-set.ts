import type { Recipe } from '../recipe/recipe.ts';

/** Key frames that were saved together, to be loaded into the tray again. */
export interface KeyFrameSet {
  /** Never used twice. */
  readonly id: number;
  readonly name: string;
  /** In their order. */
  readonly recipes: readonly Recipe[];
  /** Milliseconds since 1970, UTC. */
  readonly savedAt: number;
}

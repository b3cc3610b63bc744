import { createContext } from 'svelte';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { AppState } from '../app/app-state.svelte.ts';
import type { ExploreSession } from './explore-session.svelte.ts';

/** What Explore's components and commands work with. */
export interface ExploreContext {
  readonly app: AppState;
  readonly session: ExploreSession;
  /** Pictures that were generated lately, the newest first, to choose from. */
  readonly recentRecipes: () => readonly Recipe[];
}

export const [getExplore, setExplore] = createContext<ExploreContext>();

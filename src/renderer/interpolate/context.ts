import { createContext } from 'svelte';
import type { AppState } from '../app/app-state.svelte.ts';
import type { PathEditor } from './path/path-editor.svelte.ts';
import type { ProjectSession } from './project-session.svelte.ts';
import type { ProjectsState } from './projects/projects-state.svelte.ts';

/** What Interpolate's components and commands work with. */
export interface InterpolateContext {
  readonly app: AppState;
  /** All that are saved. */
  readonly projects: ProjectsState;
  /** The one that is open. */
  readonly session: ProjectSession;
  /** Its path. */
  readonly editor: PathEditor;
}

export const [getInterpolate, setInterpolate] = createContext<InterpolateContext>();

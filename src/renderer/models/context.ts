import { createContext } from 'svelte';
import type { AppState } from '../app/app-state.svelte.ts';
import type { ModelImports } from './import/model-imports.svelte.ts';

/** What the components and commands of Models work with. */
export interface ModelsContext {
  readonly app: AppState;
  readonly imports: ModelImports;
}

export const [getModels, setModels] = createContext<ModelsContext>();

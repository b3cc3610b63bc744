import { createContext } from 'svelte';
import type { AppState } from '../app/app-state.svelte.ts';
import type { CreateSession } from './create-session.svelte.ts';

/** What Create's components and commands work with. */
export interface CreateContext {
  readonly app: AppState;
  readonly session: CreateSession;
}

export const [getCreate, setCreate] = createContext<CreateContext>();

import { createContext } from 'svelte';
import type { AppState } from '../app/app-state.svelte.ts';
import type { GallerySession } from './gallery-session.svelte.ts';

/** What the gallery's components and commands work with. */
export interface GalleryContext {
  readonly app: AppState;
  readonly session: GallerySession;
}

export const [getGallery, setGallery] = createContext<GalleryContext>();

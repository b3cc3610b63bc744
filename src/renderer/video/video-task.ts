/** What the page and the thread that encodes say to each other. */
import type { VideoWork } from '../../shared/path/film.ts';
import type { Pixels } from '../../shared/picture.ts';
import type { VideoShape } from './video-shape.ts';

export type VideoTask =
  | { readonly kind: 'encode'; readonly work: VideoWork }
  /** Whether this browser can. */
  | { readonly kind: 'try'; readonly shape: VideoShape };

export type ToEncoder =
  | { readonly kind: 'begin'; readonly task: VideoTask }
  | { readonly kind: 'answer'; readonly id: number; readonly frames: readonly Pixels[] }
  | { readonly kind: 'refuse'; readonly id: number; readonly message: string };

export type FromEncoder =
  | { readonly kind: 'frames'; readonly id: number; readonly first: number; readonly count: number }
  /** The answer has no frames. */
  | { readonly kind: 'append'; readonly id: number; readonly position: number; readonly bytes: Uint8Array }
  /** @param worked what was tried; true for what was encoded. */
  | { readonly kind: 'done'; readonly worked: boolean }
  | { readonly kind: 'failed'; readonly message: string };

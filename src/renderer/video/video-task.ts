/** The messages between the page and the thread that encodes. */
import type { VideoWork } from '../../shared/path/film.ts';
import type { RequestAnswer } from '../../shared/pending-requests.ts';
import type { VideoShape } from './video-shape.ts';

export type VideoTask =
  | { readonly kind: 'encode'; readonly work: VideoWork }
  /** Finds out whether this browser can encode such videos. */
  | { readonly kind: 'try'; readonly shape: VideoShape };

export type ToEncoder = { readonly kind: 'begin'; readonly task: VideoTask } | RequestAnswer;

/** Requests carry an id, and are answered with it. */
export type FromEncoder =
  | { readonly kind: 'frames'; readonly id: number; readonly first: number; readonly count: number }
  | { readonly kind: 'append'; readonly id: number; readonly position: number; readonly bytes: Uint8Array }
  /** @param worked whether a trial succeeded; true for a finished encoding */
  | { readonly kind: 'done'; readonly worked: boolean }
  | { readonly kind: 'failed'; readonly message: string };

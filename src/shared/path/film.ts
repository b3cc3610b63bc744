/** A path as a file. */

/** `frames`: a folder with a PNG for each. `mp4` (H.264) and `webm` (VP9) are encoded by a window. */
export const FILM_FORMATS = ['mp4', 'webm', 'gif', 'webp', 'apng', 'sheet', 'frames'] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

/** Those that need a browser's encoder. */
export const VIDEO_FORMATS = ['mp4', 'webm'] as const satisfies readonly FilmFormat[];
export type VideoFormat = (typeof VIDEO_FORMATS)[number];

/** Every pixel as a square, or smoothly (Lanczos). */
export const UPSCALES = ['nearest', 'smooth'] as const;
export type Upscale = (typeof UPSCALES)[number];

export interface FilmTarget {
  readonly format: FilmFormat;
  /** Absolute path of the file, or of the folder of frames. */
  readonly out: string;
  /** Enlargement, a whole number from 1 to 16. */
  readonly scale: number;
  readonly upscale: Upscale;
  /** True if it is played forth and back. */
  readonly pingPong: boolean;
}

/** The facts that a window needs to encode a video. */
export interface VideoWork {
  /** Id of the job. */
  readonly job: string;
  readonly format: VideoFormat;
  /** Pixels, after enlargement. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
  /** The path as JSON, for the file's metadata. */
  readonly comment: string;
}

/** Frames that `video.frames` gives at once. */
export const MAX_VIDEO_FRAMES = 32;

import type { Device } from '../../shared/device.ts';
import type { FilmTarget } from '../../shared/path/film.ts';
import type { LatentPath } from '../../shared/path/latent-path.ts';

export interface FilmOptions {
  readonly path: LatentPath;
  readonly target: FilmTarget;
  readonly device: Device;
  /** Pictures computed together; as many as fit when left out. */
  readonly batch?: number | undefined;
  /** A folder for the pictures while the film is made; those that an earlier try left in it are taken up. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Frames of the path that are computed, of all. */
  readonly onProgress: (done: number, total: number) => void;
}

/** A film as its encoder sees it: pictures that may still be under way. */
import type { FilmTarget } from '../../shared/path/film.ts';
import type { LatentPath } from '../../shared/path/latent-path.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { RgbPixels } from '../../shared/picture.ts';
import type { FilmPlan } from './film-plan.ts';
import type { FrameStore } from './frames/frame-store.ts';
import { upscaled } from './encoders/upscale.ts';

export interface FilmSource {
  readonly path: LatentPath;
  /** Pixels a side, after enlargement. */
  readonly side: number;
  /** How many pictures there are. */
  readonly count: number;
  /** Indices of pictures, as they are shown. */
  readonly order: readonly number[];
  /** A picture as it was computed; waits until it is there. Throws what ended the film before. */
  readonly original: (picture: number) => Promise<RgbPixels>;
  /** A picture as it is shown, otherwise as `original`. */
  readonly enlarged: (picture: number) => Promise<RgbPixels>;
  readonly recipe: (picture: number) => Recipe;
}

export function filmSource(
  path: LatentPath,
  { pictures, order, side }: FilmPlan,
  { scale, upscale }: Pick<FilmTarget, 'scale' | 'upscale'>,
  store: FrameStore,
  recipe: (frame: number) => Recipe,
): FilmSource {
  const original = (picture: number) => store.read(picture);
  return {
    path,
    side,
    count: pictures.length,
    order,
    original,
    enlarged: async (picture) => upscaled(await original(picture), scale, upscale),
    recipe: (picture) => recipe(pictures[picture]!),
  };
}

/** Pictures that are treated at the same time, where that is done on other threads. */
const AT_ONCE = 4;

/**
 * What becomes of each picture, in the order that they are shown in. A few are under way at a time, and one that is
 * shown again at once is made once.
 */
export async function* inOrder<T>(
  order: readonly number[],
  make: (picture: number) => Promise<T>,
): AsyncGenerator<T> {
  const underWay: Promise<T>[] = [];
  let latest: Promise<T> | undefined;
  for (const [place, picture] of order.entries()) {
    latest = latest !== undefined && picture === order[place - 1] ? latest : make(picture);
    // It is awaited in its turn, which may come after another one's failure.
    latest.catch(() => undefined);
    underWay.push(latest);
    if (underWay.length === AT_ONCE) yield await underWay.shift()!;
  }
  for (const rest of underWay) yield await rest;
}

/** A path as a film: its pictures are computed and kept on the disk, and encoded as they come. */
import { frameModel, frameRecipe } from '../../core/latent/path/frame.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { completeRecipe } from '../rendering/render-pictures.ts';
import { checkRecipes } from './path/checked-recipe.ts';
import type { FilmOptions } from './film-options.ts';
import { filmPlan } from './film-plan.ts';
import { type FilmSource, filmSource } from './film-source.ts';
import { FrameStore } from './frames/frame-store.ts';
import { keptFramesIn } from './frames/kept-frames.ts';
import { PathModels } from './path/path-models.ts';
import type { PathServices } from './path-services.ts';
import { renderAbsent } from './frames/render-absent.ts';

export interface Film {
  /** The file, or the folder of frames. */
  readonly file: string;
  readonly bytes: number;
  /** As shown: a film that goes forth and back shows most pictures twice. */
  readonly frames: number;
  /** Pixels a side. */
  readonly side: number;
  readonly device: DeviceChoice;
}

/**
 * @param write encodes the film, and returns the bytes written
 * @throws {TrilemmaError} `usage` where the format cannot hold the film; `file` where it cannot be written;
 *   `recipe-invalid` as `checkedRecipe`; else as `PathModels.find` and `RenderQueue.render`.
 */
export async function makeFilm(
  services: PathServices,
  options: FilmOptions,
  write: (source: FilmSource, signal: AbortSignal) => Promise<number>,
): Promise<Film> {
  const { path, target, device, folder, signal } = options;
  const models = await PathModels.find(services.models, path);
  const plan = filmPlan(path, target);
  const { path: weightsFile, card } = models.first;
  const file = { path: weightsFile, architecture: card.architecture };
  const choice = await services.engine.request('load', { model: file, device }, { signal });
  const styles = await services.styles.of(models, path, choice.provider);
  checkRecipes(path, styles);
  const kept = await keptFramesIn(folder, choice);
  await using store = await FrameStore.open(kept, plan.pictures.length, path.imageSize);
  const recipeOf = (frame: number) =>
    models.withModels(frameModel(path, frame), frameRecipe(path, frame, styles));
  const source = filmSource(path, plan, target, store, (frame) => {
    const { model, recipe } = recipeOf(frame);
    return completeRecipe(model.card, path.steps, choice, recipe);
  });
  const bytes = await together(
    store,
    signal,
    (either) => write(source, either),
    (either) =>
      renderAbsent(services.renderQueue, store, plan, recipeOf, {
        ...options,
        device: choice.provider,
        signal: either,
      }),
  );
  return { file: target.out, bytes, frames: plan.order.length, side: plan.side, device: choice };
}

/** Encodes and computes at the same time. What ends one of them ends the other, and is what is thrown. */
async function together(
  store: FrameStore,
  signal: AbortSignal,
  write: (signal: AbortSignal) => Promise<number>,
  render: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let first: { readonly error: unknown } | undefined;
  const failed = (error: unknown) => {
    first ??= { error };
    store.fail(first.error);
    stop.abort();
  };
  signal.addEventListener('abort', () => failed(new TrilemmaError('cancelled', 'Cancelled.')), {
    signal: stop.signal,
  });
  const [written] = await Promise.all([
    write(either).catch((error: unknown) => (failed(error), 0)),
    render(either).catch(failed),
  ]);
  stop.abort();
  if (first !== undefined) throw first.error;
  return written;
}

/** Pictures from the engine: recipes go in, pixels and complete recipes come out. */
import { latentRecipe } from '../../core/latent/edits.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { SampleProgress } from '../../engine/protocol.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { ModelCard } from '../../shared/models/model-card.ts';
import { type LatentRecipe, type Recipe, versionOf } from '../../shared/recipe/recipe.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import { APP_VERSION } from '../version.ts';
import type { WantedPicture } from './wanted-picture.ts';

export interface RenderOptions {
  /** One at least, all of one network; recipes are valid for the number of steps. */
  readonly pictures: readonly WantedPicture[];
  /** Denoising steps T. */
  readonly steps: number;
  readonly device: Device;
  /** Pictures computed together; as many as fit when left out. */
  readonly batch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** True if the prediction of x_0 is wanted after each step. */
  readonly previews?: boolean | undefined;
  /** Called after each picture has had its own call. */
  readonly onDone?: (() => void) | undefined;
}

/**
 * Computes pictures of one network in one request to the engine.
 *
 * @returns the device that was used.
 * @throws {TrilemmaError} as the engine: `device-unavailable`, `engine-died`, `cancelled`, ...; whatever a picture's
 *   callback throws, which ends the request.
 */
export async function renderPictures(engine: EngineClient, options: RenderOptions): Promise<DeviceChoice> {
  const { pictures, steps, device, batch, previews, onDone } = options;
  const { model, towards } = pictures[0]!;
  const { architecture } = model.card;
  const { imageSize, numChannels } = architecture;
  const imageOf = (data: Float32Array): NetworkPicture => ({
    channels: numChannels,
    height: imageSize,
    width: imageSize,
    data,
  });
  let choice: DeviceChoice | undefined;
  const report = (progress: SampleProgress) => {
    if (progress.kind === 'device') {
      choice = progress.choice;
      return;
    }
    const { first, kind } = progress;
    if (kind === 'step') {
      const { count, step, x_0 } = progress;
      pictures
        .slice(first, first + count)
        .forEach(({ onStep }, i) => onStep?.(step, x_0 && imageOf(x_0[i]!)));
      return;
    }
    progress.pictures.forEach((data, i) => {
      const { recipe, onPicture } = pictures[first + i]!;
      onPicture({ image: imageOf(data), recipe: completeRecipe(model.card, steps, choice!, recipe) });
      onDone?.();
    });
  };
  // The engine's messages call `report`: what it throws would end the process.
  const failing = new AbortController();
  const signals = options.signal === undefined ? [failing.signal] : [failing.signal, options.signal];
  try {
    await engine.request(
      'sample',
      {
        model: { path: model.path, architecture, ...(towards && { towards: towards.path }) },
        device,
        steps,
        recipes: pictures.map(({ recipe }) => latentRecipe(recipe)),
        ...(batch !== undefined && { batch }),
        ...(previews !== undefined && { previews }),
      },
      {
        signal: AbortSignal.any(signals),
        onProgress: (progress) => {
          if (failing.signal.aborted) return;
          try {
            report(progress);
          } catch (error) {
            failing.abort(error);
          }
        },
      },
    );
    failing.signal.throwIfAborted();
    return choice!;
  } catch (error) {
    failing.signal.throwIfAborted();
    throw error;
  }
}

/** A picture's recipe with all that it is made from. */
export function completeRecipe(
  { name, sha256, architecture }: ModelCard,
  steps: number,
  { provider, runtime }: DeviceChoice,
  recipe: LatentRecipe,
): Recipe {
  return {
    version: versionOf(recipe),
    model: { name, sha256 },
    steps,
    ...latentRecipe(recipe),
    imageSize: architecture.imageSize,
    madeWith: { app: APP_VERSION, provider, runtime },
  };
}

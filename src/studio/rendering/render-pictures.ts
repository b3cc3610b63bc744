/** Pictures from a model: what their latents come from goes in, pixels and complete recipes come out. */
import { latentRecipe } from '../../core/latent/edits.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { Model, ModelCard } from '../../shared/models/model-card.ts';
import { type LatentRecipe, type Recipe, versionOf } from '../../shared/recipe/recipe.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { APP_VERSION } from '../version.ts';

export interface RenderOptions {
  readonly model: Model;
  /** Whose weights those of the pictures fade into; all of them then say how far. */
  readonly towards?: Model | undefined;
  /** Denoising steps T. */
  readonly steps: number;
  /** Valid for this number of steps. */
  readonly pictures: readonly LatentRecipe[];
  readonly device: Device;
  readonly batch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether steps are told with their prediction of x_0. */
  readonly previews?: boolean | undefined;
  readonly onStep?: ((step: RenderedStep) => void) | undefined;
  /** Called for each picture in turn. */
  readonly onPicture: (index: number, picture: GeneratedPicture) => void;
}

/** A denoising step of some of the pictures. */
export interface RenderedStep {
  /** Index of the first of them. */
  readonly first: number;
  readonly count: number;
  /** Steps of these pictures that are done, 1..T. */
  readonly step: number;
  readonly steps: number;
  /** What the network takes each picture for, where previews were asked for. */
  readonly x_0: readonly NetworkPicture[] | undefined;
}

/**
 * @returns the device that was used.
 * @throws {TrilemmaError} as the engine: `device-unavailable`, `engine-died`, `cancelled`, ...
 */
export async function renderPictures(engine: EngineClient, options: RenderOptions): Promise<DeviceChoice> {
  const { model, towards, steps, pictures, device, batch, previews, onStep, onPicture } = options;
  const { card, path } = model;
  const { imageSize, numChannels } = card.architecture;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const modelFile = {
    ...{ path, architecture: card.architecture },
    ...(towards === undefined ? {} : { towards: towards.path }),
  };
  const choice = await engine.request('load', { model: modelFile, device }, signal);
  const imageOf = (data: Float32Array): NetworkPicture => ({
    channels: numChannels,
    height: imageSize,
    width: imageSize,
    data,
  });
  await engine.request(
    'sample',
    {
      model: modelFile,
      device: choice.provider,
      steps,
      pictures: pictures.map(latentRecipe),
      ...(batch === undefined ? {} : { batch }),
      ...(previews === undefined ? {} : { previews }),
    },
    {
      ...signal,
      onProgress: (progress) => {
        if (progress.kind === 'step') {
          const { first, count, step, x_0 } = progress;
          onStep?.({ first, count, step, steps, x_0: x_0?.map(imageOf) });
        } else {
          progress.pictures.forEach((data, i) => {
            const index = progress.first + i;
            onPicture(index, {
              image: imageOf(data),
              recipe: completeRecipe(card, steps, choice, pictures[index]!),
            });
          });
        }
      },
    },
  );
  return choice;
}

/** A picture's recipe with all that it is made from. */
export function completeRecipe(
  { name, sha256, architecture }: ModelCard,
  steps: number,
  { provider, runtime }: DeviceChoice,
  picture: LatentRecipe,
): Recipe {
  return {
    version: versionOf(picture),
    model: { name, sha256 },
    steps,
    ...latentRecipe(picture),
    imageSize: architecture.imageSize,
    madeWith: { app: APP_VERSION, provider, runtime },
  };
}

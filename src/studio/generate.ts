/** Pictures from a model: seeds in, pixels and complete recipes out. */
import { formatSeed, pictureSeed, type Seed } from '../core/random/seed.ts';
import type { EngineClient } from '../engine/client.ts';
import type { Device, DeviceChoice } from '../shared/device.ts';
import type { Model } from '../shared/model-card.ts';
import { type Recipe, RECIPE_VERSION, type Temperature } from '../shared/recipe.ts';
import type { GeneratedPicture } from './pictures/write.ts';
import { APP_VERSION } from './version.ts';

export interface GenerateOptions {
  readonly model: Model;
  /** The first picture's seed; picture i has seed + i. */
  readonly seed: Seed;
  readonly count: number;
  /** Denoising steps T; the model's own when left out. */
  readonly steps?: number | undefined;
  readonly temperature: Temperature;
  readonly device: Device;
  readonly batch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Denoising steps of single pictures that are done, of count * T. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called for each picture in turn. */
  readonly onPicture: (picture: GeneratedPicture) => void;
}

/**
 * @returns the device that was used.
 * @throws {TrilemmaError} as the engine: `device-unavailable`, `engine-died`, `cancelled`, ...
 */
export async function generate(engine: EngineClient, options: GenerateOptions): Promise<DeviceChoice> {
  const { model, seed, count, temperature, device, batch, onProgress, onPicture } = options;
  const { card, path } = model;
  const { steps = card.steps } = options;
  const { imageSize, numChannels } = card.architecture;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const modelFile = { path, architecture: card.architecture };

  const choice = await engine.request('load', { model: modelFile, device }, signal);
  const madeWith = { app: APP_VERSION, provider: choice.provider, runtime: choice.runtime };
  const recipes = Array.from({ length: count }, (_, i): Recipe => ({
    version: RECIPE_VERSION,
    model: { name: card.name, sha256: card.sha256 },
    steps,
    seed: formatSeed(pictureSeed(seed, i)),
    temperature,
    imageSize,
    madeWith,
  }));
  let done = 0;
  await engine.request(
    'sample',
    {
      model: modelFile,
      device: choice.provider,
      steps,
      pictures: recipes,
      ...(batch === undefined ? {} : { batch }),
    },
    {
      ...signal,
      onProgress: (progress) => {
        if (progress.kind === 'step') onProgress?.((done += progress.count), count * steps);
        else {
          progress.pictures.forEach((data, i) => {
            const image = { channels: numChannels, height: imageSize, width: imageSize, data };
            onPicture({ image, recipe: recipes[progress.first + i]! });
          });
        }
      },
    },
  );
  return choice;
}

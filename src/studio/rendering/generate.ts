/** Pictures of consecutive seeds. */
import { formatSeed, pictureSeed, type Seed } from '../../core/random/seed.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { Temperature } from '../../shared/recipe/recipe.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { renderPictures } from './render-pictures.ts';

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
 * @throws {TrilemmaError} as `renderPictures`.
 */
export async function generate(engine: EngineClient, options: GenerateOptions): Promise<DeviceChoice> {
  const { model, seed, count, temperature, device, batch, signal, onProgress, onPicture } = options;
  const { steps = model.card.steps } = options;
  let done = 0;
  const onStep = () => onProgress?.((done += 1), count * steps);
  return renderPictures(engine, {
    pictures: Array.from({ length: count }, (_, i) => ({
      model,
      recipe: { seed: formatSeed(pictureSeed(seed, i)), temperature },
      onStep,
      onPicture,
    })),
    steps,
    device,
    batch,
    signal,
  });
}

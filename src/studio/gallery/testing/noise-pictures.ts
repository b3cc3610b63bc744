/** Pictures for tests: noise, with recipes of a model that is not there. */
import { parseSeed } from '../../../core/random/seed.ts';
import { randomStream } from '../../../core/random/stream.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { RgbPixels } from '../../../shared/picture.ts';

const NOISE_SIDE = 16;

export function noiseRecipe(index: number, model = 'noise'): Recipe {
  return {
    version: 1,
    model: { name: model, sha256: Buffer.from(model).toString('hex').padStart(64, '0').slice(-64) },
    steps: 2,
    seed: String(index),
    temperature: { x_T: 1, z: 1 },
    imageSize: NOISE_SIDE,
    madeWith: { app: '0.1.0', provider: 'cpu', runtime: 'test' },
  };
}

export function noisePixels(index: number, side = NOISE_SIDE): RgbPixels {
  const words = randomStream(parseSeed(String(index)), 'pixels').uint32s(3 * side * side);
  return { width: side, height: side, data: Uint8Array.from(words, (word) => word & 255) };
}

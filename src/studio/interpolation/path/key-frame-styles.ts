import { latentsOf } from '../../../core/latent/compose.ts';
import { recipeAtKeyFrame } from '../../../core/latent/path/key-frames.ts';
import { keyFrameModel } from '../../../core/latent/path/models.ts';
import type { KeyFrameStyles } from '../../../core/latent/path/style.ts';
import type { EngineClient } from '../../../engine/client.ts';
import type { Device } from '../../../shared/device.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import type { Model } from '../../../shared/models/model-card.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { PathModels } from './path-models.ts';

/**
 * w of every key frame and step, as the network of its own model gets it; undefined where the path does not need it.
 *
 * @throws {TrilemmaError} as the engine.
 */
export async function keyFrameStyles(
  engine: EngineClient,
  models: PathModels,
  path: LatentPath,
  device: Device,
): Promise<KeyFrameStyles | undefined> {
  if (path.kind === 'drift' || path.space === 'z') return undefined;
  const indices = [...path.keyFrames.keys()];
  const byModel = Map.groupBy(indices, (index) => models.of(keyFrameModel(path, index)));
  const styles: KeyFrameStyles[number][] = [];
  for (const [model, ofModel] of byModel) {
    const pictures = ofModel.map((index) => recipeAtKeyFrame(path, index));
    const made = await stylesOf(engine, model, pictures, path.steps, device);
    ofModel.forEach((index, k) => (styles[index] = made[k]!));
  }
  return styles;
}

async function stylesOf(
  engine: EngineClient,
  { card, path: weightsFile }: Model,
  pictures: readonly LatentRecipe[],
  steps: number,
  device: Device,
): Promise<KeyFrameStyles> {
  const { nz, zEmbDim } = card.architecture;
  const latents = pictures.map((picture) => latentsOf(picture, steps, card.architecture));
  const z = new Float32Array(latents.length * steps * nz);
  latents.forEach((each, k) => each.z.forEach((values, t) => z.set(values, (k * steps + t) * nz)));
  const model = { path: weightsFile, architecture: card.architecture };
  const { w } = await engine.request('encodeW', { model, device, z });
  return latents.map((each, k) =>
    each.w.map(({ scale, offset }, t) => {
      const at = (k * steps + t) * zEmbDim;
      return Float32Array.from(w.subarray(at, at + zEmbDim), (x, i) => scale * x + (offset?.[i] ?? 0));
    }),
  );
}

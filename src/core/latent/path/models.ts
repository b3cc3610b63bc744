/** The models of a path. Each key frame is of one; between key frames of two, the weights go from one's to the other's. */
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import type { LatentRecipe, Recipe } from '../../../shared/recipe/recipe.ts';

type ModelName = Recipe['model'];

/** The model of a key frame. */
export function keyFrameModel({ keyFrames, model }: KeyFramePath, index: number): ModelName {
  return keyFrames[index]!.model ?? model;
}

/** The model that a recipe at a share of a segment's way is of; where that fades, the one that it fades from. */
export function segmentModel(path: KeyFramePath, segment: number, share: number): ModelName {
  return keyFrameModel(path, share === 1 ? nextOf(path, segment) : segment);
}

function nextOf({ keyFrames }: KeyFramePath, index: number): number {
  return (index + 1) % keyFrames.length;
}

/** Every model of a path once, in the order of the key frames. */
export function modelsOf(path: LatentPath): readonly ModelName[] {
  if (path.kind === 'drift') return [path.model];
  const models = path.keyFrames.map((_, index) => keyFrameModel(path, index));
  return [...new Map(models.map((model) => [model.sha256, model])).values()];
}

/**
 * The recipe at a share, 0 < share < 1, of a segment's way, with the weights there: linear in the share, whatever
 * curve the latents are on, so that they rest where these do.
 */
export function faded(
  path: KeyFramePath,
  segment: number,
  share: number,
  recipe: LatentRecipe,
): LatentRecipe {
  const from = keyFrameModel(path, segment);
  const to = keyFrameModel(path, nextOf(path, segment));
  return from.sha256 === to.sha256 ? recipe : { ...recipe, fade: { model: to, amount: share } };
}

/** The same path as it is written: its model is the first key frame's, and others are named where they are others. */
export function withOwnModels(path: KeyFramePath): KeyFramePath {
  const first = keyFrameModel(path, 0);
  const keyFrames = path.keyFrames.map(({ picture, hold }, index) => {
    const model = keyFrameModel(path, index);
    return { picture, hold, ...(model.sha256 === first.sha256 ? {} : { model }) };
  });
  const version = keyFrames.some(({ model }) => model !== undefined) ? 2 : 1;
  return { ...path, version, model: first, keyFrames };
}

import { keyFrameModel } from '../../../core/latent/path/models.ts';
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import { type LatentRecipe, type Recipe, versionOf } from '../../../shared/recipe/recipe.ts';

/** A path's picture as a whole recipe. Where it was first made, a path does not know. */
export function wholeRecipe(
  { model, steps, imageSize }: Pick<LatentPath, 'model' | 'steps' | 'imageSize'>,
  picture: LatentRecipe,
): Recipe {
  return {
    version: versionOf(picture),
    ...picture,
    model,
    steps,
    imageSize,
    madeWith: { app: '0', provider: 'cpu', runtime: 'unknown' },
  };
}

export function keyFrameRecipe(path: KeyFramePath, index: number): Recipe {
  return wholeRecipe({ ...path, model: keyFrameModel(path, index) }, path.keyFrames[index]!.picture);
}

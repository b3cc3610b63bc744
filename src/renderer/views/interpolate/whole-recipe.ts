import type { LatentPath } from '../../../shared/latent-path.ts';
import { isEdited, type LatentRecipe, type Recipe } from '../../../shared/recipe.ts';

/** A key frame's picture as a whole recipe. Where it was first made, a path does not know. */
export function wholeRecipe(
  { model, steps, imageSize }: Pick<LatentPath, 'model' | 'steps' | 'imageSize'>,
  picture: LatentRecipe,
): Recipe {
  return {
    version: isEdited(picture) ? 2 : 1,
    ...picture,
    model,
    steps,
    imageSize,
    madeWith: { app: '0', provider: 'cpu', runtime: 'unknown' },
  };
}

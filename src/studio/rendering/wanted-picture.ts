import type { Model } from '../../shared/models/model-card.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import type { GeneratedPicture } from '../pictures/write.ts';

/** A recipe with the models that compute it. */
export interface ModelRecipe {
  readonly model: Model;
  /** The model that the weights fade into; the recipe then says how far. */
  readonly towards?: Model | undefined;
  readonly recipe: LatentRecipe;
}

/** A picture on its way through the studio: it goes down to the engine as it is, and is called back from there. */
export interface WantedPicture extends ModelRecipe {
  /**
   * Called after each denoising step, 1..T; again for steps that are computed again after the engine died.
   * @param x_0 the picture that the network predicts, where previews were asked for.
   */
  readonly onStep?: ((step: number, x_0: NetworkPicture | undefined) => void) | undefined;
  /** Called once. */
  readonly onPicture: (made: GeneratedPicture) => void;
}

/** Equal for recipes whose pictures one network computes. */
export function networkKey({ model, towards }: ModelRecipe): string {
  return `${model.card.sha256} ${towards?.card.sha256 ?? ''}`;
}

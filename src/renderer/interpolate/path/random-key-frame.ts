import type { PathRecipe } from '../../../core/latent/path/path.ts';
import type { InterpolateContext } from '../context.ts';
import { randomSeedText } from '../../../core/random/random-seed.ts';

/** A random picture that fits the open path, or else of the model that Create uses; null where there is no model. */
export function randomKeyFrame({
  app: { models, workspace },
  editor,
}: InterpolateContext): PathRecipe | null {
  const latents = { seed: randomSeedText(), temperature: { x_T: 1, z: 1 } };
  if (editor.path !== null) {
    const { model, steps, imageSize } = editor.path;
    return { model, steps, imageSize, ...latents };
  }
  const card = models.named(workspace.create.model)?.card;
  if (card === undefined) return null;
  const { name, sha256, architecture } = card;
  return {
    model: { name, sha256 },
    steps: workspace.create.steps ?? card.steps,
    imageSize: architecture.imageSize,
    ...latents,
  };
}

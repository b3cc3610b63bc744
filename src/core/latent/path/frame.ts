/** The pictures of a path. Every frame is a recipe, so that each can be remade, kept and edited alone. */
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentRecipe, Recipe } from '../../../shared/recipe/recipe.ts';
import { curved, drifted } from '../edits.ts';
import { wayAt } from './easing.ts';
import { type CurveSpace, pointOf } from './curve.ts';
import { recipeAtKeyFrame } from './key-frames.ts';
import { faded, keyFrameModel, segmentModel } from './models.ts';
import { type KeyFrameStyles, styledAt } from './style.ts';
import { framesOf, momentOf } from './timeline.ts';

/**
 * The recipe of a frame. At a key frame it is the key frame's own ({@link recipeAtKeyFrame}); between two it adds one edit,
 * and in the spaces of w one more for each step.
 *
 * @param frame 0 to framesOf(path) - 1
 * @param styles needed in the spaces of w
 * @throws RangeError for other frames
 * @throws TrilemmaError 'usage' where styles are missing
 */
export function frameRecipe(path: LatentPath, frame: number, styles?: KeyFrameStyles): LatentRecipe {
  if (path.kind === 'drift') return driftRecipe(path, frame);
  const moment = momentOf(path, frame);
  if (moment.kind === 'key-frame') return recipeAtKeyFrame(path, moment.index);
  const share = wayAt(path.segments[moment.index]!, moment.time);
  return segmentRecipe(path, moment.index, share, styles);
}

/** The model that a frame's recipe is of; where that fades, the one that it fades from. Throws as {@link frameRecipe}. */
export function frameModel(path: LatentPath, frame: number): Recipe['model'] {
  if (path.kind === 'drift') return path.model;
  const moment = momentOf(path, frame);
  if (moment.kind === 'key-frame') return keyFrameModel(path, moment.index);
  return segmentModel(path, moment.index, wayAt(path.segments[moment.index]!, moment.time));
}

/**
 * The recipe at a share of the way after key frame `index`, whatever the time there. It is of that key frame's model;
 * at the end, of the next one's. Between two models the weights are at the same share of their way as the latents.
 *
 * @param share 0..1; the ends are the key frames' own recipes
 * @throws TrilemmaError 'usage' where styles are needed and missing
 */
export function segmentRecipe(
  path: KeyFramePath,
  index: number,
  share: number,
  styles?: KeyFrameStyles,
): LatentRecipe {
  if (share === 0) return recipeAtKeyFrame(path, index);
  if (share === 1) return recipeAtKeyFrame(path, (index + 1) % path.keyFrames.length);
  const alongZ = faded(path, index, share, pointOf(path, index, share, recipeSpace(path)));
  if (path.space === 'z') return alongZ;
  if (styles === undefined) {
    throw new TrilemmaError('usage', 'A path through w needs the w of its key frames: compute them first.');
  }
  return styledAt(alongZ, path, index, share, styles);
}

/** In the spaces of w, z stays where it is: its w is replaced. */
function recipeSpace(path: KeyFramePath): CurveSpace<LatentRecipe> {
  return {
    keyFrame: (index) => recipeAtKeyFrame(path, index),
    curved: (point, controls, amount, parts) =>
      curved(point, controls, amount, path.space === 'z' ? parts : { ...parts, z: [] }),
  };
}

function driftRecipe(path: Extract<LatentPath, { kind: 'drift' }>, frame: number): LatentRecipe {
  const frames = framesOf(path);
  if (!Number.isInteger(frame) || frame < 0 || frame >= frames) {
    throw new RangeError(`the path has no frame ${frame}`);
  }
  return drifted(path.picture, path.seed, path.strength, frame / frames);
}

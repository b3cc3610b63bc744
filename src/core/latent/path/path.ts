/** Making paths. Nothing here changes its arguments. */
import { TrilemmaError } from '../../../shared/errors.ts';
import type {
  DriftPath,
  Duration,
  Easing,
  KeyFramePath,
  PathSpace,
} from '../../../shared/path/latent-path.ts';
import type { LatentRecipe, Parts, Recipe } from '../../../shared/recipe/recipe.ts';
import { allParts, latentRecipe } from '../edits.ts';
import { withOwnModels } from './models.ts';

/** A recipe with the properties that must agree along a path. */
export type PathRecipe = LatentRecipe & Pick<Recipe, 'model' | 'steps' | 'imageSize'>;

export interface KeyFramePathOptions {
  readonly fps: number;
  /** One for each segment. */
  readonly durations: readonly Duration[];
  readonly easing: Easing;
  readonly space: PathSpace;
  readonly loop: boolean;
  /** How long each key frame is held. */
  readonly hold: Duration;
  /** All where left out. */
  readonly parts?: Parts | undefined;
}

/**
 * A path through pictures, its segments alike but for their durations. Whether weights can go from model to model,
 * their cards say (`shared/models/alike-models.ts`).
 *
 * @param recipes two at least
 * @throws TrilemmaError 'usage' where there are fewer, durations are missing, or as {@link checkPathRecipe}
 */
export function keyFramePath(recipes: readonly PathRecipe[], options: KeyFramePathOptions): KeyFramePath {
  const [first] = recipes;
  if (first === undefined || recipes.length < 2) {
    throw new TrilemmaError('usage', 'A path needs two key frames or more.');
  }
  for (const [index, recipe] of recipes.entries()) checkPathRecipe(first, recipe, index);
  const { fps, easing, space, loop, hold, durations } = options;
  const count = recipes.length - (loop ? 0 : 1);
  if (durations.length !== count) {
    throw new TrilemmaError('usage', `The path has ${count} segments, but ${durations.length} durations.`);
  }
  const parts = options.parts ?? allParts(first.steps);
  return withOwnModels({
    ...base(first, fps),
    kind: 'key-frames',
    space,
    loop,
    keyFrames: recipes.map((recipe) => ({ picture: latentRecipe(recipe), hold, model: recipe.model })),
    segments: durations.map((duration) => ({ duration, easing, parts })),
  });
}

/**
 * A walk around a picture.
 *
 * @param strength the circle's radius, in shares of a right angle
 * @throws TrilemmaError 'usage' where the picture is between two models
 */
export function driftPath(
  recipe: PathRecipe,
  { fps, seed, strength, duration }: Pick<DriftPath, 'fps' | 'seed' | 'strength' | 'duration'>,
): DriftPath {
  checkPathRecipe(recipe, recipe, 0);
  return { ...base(recipe, fps), kind: 'drift', picture: latentRecipe(recipe), seed, strength, duration };
}

/** Whole numbers of frames, as equal as can be, that sum to `frames`. */
export function evenDurations(frames: number, segments: number): readonly Duration[] {
  return Array.from({ length: segments }, (_, i) => ({
    unit: 'frames',
    count: Math.floor(((i + 1) * frames) / segments) - Math.floor((i * frames) / segments),
  }));
}

function base({ model, steps, imageSize }: PathRecipe, fps: number) {
  return { version: 1, model, steps, imageSize, fps } as const;
}

/** @throws TrilemmaError 'usage' where a recipe is of another T or size than the first, or between two models. */
export function checkPathRecipe(first: PathRecipe, recipe: PathRecipe, index: number): void {
  const why = whyUnfit(first, recipe, `key frame ${index + 1}`);
  if (why !== undefined) throw new TrilemmaError('usage', `No path leads through these pictures: ${why}`);
}

function whyUnfit(first: PathRecipe, recipe: PathRecipe, keyFrame: string): string | undefined {
  const { fade, model, steps, imageSize } = recipe;
  const isOther = model.sha256 !== first.model.sha256;
  const [here, there] = isOther ? [` of ${model.name}`, ` of ${first.model.name}`] : ['', ''];
  if (fade !== undefined) {
    return `${keyFrame} is between the models ${model.name} and ${fade.model.name} already. Take pictures of one model each.`;
  }
  if (steps !== first.steps) {
    return `${keyFrame}${here} is made in ${steps} steps, the first${there} in ${first.steps}, and every step has latents of its own. Take pictures of one T.`;
  }
  if (imageSize !== first.imageSize) {
    return `${keyFrame}${here} has ${imageSize} pixels, the first${there} ${first.imageSize}. Take pictures of one size.`;
  }
  return undefined;
}

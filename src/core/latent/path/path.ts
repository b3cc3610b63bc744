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

/** What decides which pictures a path can go through. */
export type PathPicture = LatentRecipe & Pick<Recipe, 'model' | 'steps' | 'imageSize'>;

export interface KeyFramePathOptions {
  readonly fps: number;
  /** Of each segment. */
  readonly durations: readonly Duration[];
  readonly easing: Easing;
  readonly space: PathSpace;
  readonly loop: boolean;
  /** Of each key frame. */
  readonly hold: Duration;
  /** All where left out. */
  readonly parts?: Parts | undefined;
}

/**
 * A path through pictures, its segments alike but for their durations. Whether weights can go from model to model,
 * their cards say (`shared/models/alike-models.ts`).
 *
 * @param pictures two at least
 * @throws TrilemmaError 'usage' where there are fewer, durations are missing, or as {@link checkPicture}
 */
export function keyFramePath(pictures: readonly PathPicture[], options: KeyFramePathOptions): KeyFramePath {
  const [first] = pictures;
  if (first === undefined || pictures.length < 2) {
    throw new TrilemmaError('usage', 'A path needs two key frames or more.');
  }
  for (const [index, picture] of pictures.entries()) checkPicture(first, picture, index);
  const { fps, easing, space, loop, hold, durations } = options;
  const count = pictures.length - (loop ? 0 : 1);
  if (durations.length !== count) {
    throw new TrilemmaError('usage', `The path has ${count} segments, but ${durations.length} durations.`);
  }
  const parts = options.parts ?? allParts(first.steps);
  return withOwnModels({
    ...base(first, fps),
    kind: 'key-frames',
    space,
    loop,
    keyFrames: pictures.map((picture) => ({ picture: latentRecipe(picture), hold, model: picture.model })),
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
  picture: PathPicture,
  { fps, seed, strength, duration }: Pick<DriftPath, 'fps' | 'seed' | 'strength' | 'duration'>,
): DriftPath {
  checkPicture(picture, picture, 0);
  return { ...base(picture, fps), kind: 'drift', picture: latentRecipe(picture), seed, strength, duration };
}

/** Whole numbers of frames, as equal as can be, that sum to `frames`. */
export function evenDurations(frames: number, segments: number): readonly Duration[] {
  return Array.from({ length: segments }, (_, i) => ({
    unit: 'frames',
    count: Math.floor(((i + 1) * frames) / segments) - Math.floor((i * frames) / segments),
  }));
}

function base({ model, steps, imageSize }: PathPicture, fps: number) {
  return { version: 1, model, steps, imageSize, fps } as const;
}

/** @throws TrilemmaError 'usage' where a picture is of another T or size than the first, or between two models. */
export function checkPicture(first: PathPicture, picture: PathPicture, index: number): void {
  const why = whyUnfit(first, picture, `key frame ${index + 1}`);
  if (why !== undefined) throw new TrilemmaError('usage', `No path leads through these pictures: ${why}`);
}

function whyUnfit(first: PathPicture, picture: PathPicture, keyFrame: string): string | undefined {
  const { fade, model, steps, imageSize } = picture;
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

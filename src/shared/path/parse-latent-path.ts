/** Checks paths that came from a file, a project or another process. */
import { TrilemmaError } from '../errors.ts';
import {
  type Duration,
  EASINGS,
  type LatentPath,
  MAX_FPS,
  MAX_FRAMES,
  PATH_SPACES,
  type PathKeyFrame,
  type PathSegment,
} from './latent-path.ts';
import { checkEditsText, nested, newReading, parseParts, parseStrength } from '../recipe/parse-latents.ts';
import type { ProjectPath } from './project.ts';
import type { LatentRecipe, Parts } from '../recipe/recipe.ts';
import {
  type Fields,
  invalid,
  isFields,
  list,
  modelName,
  numberIn,
  object,
  positiveInteger,
  seedText,
} from '../recipe/recipe-fields.ts';

const MAX_KEY_FRAMES = 1000;
const MAX_SECONDS = 24 * 3600;
const MAX_PACE = 4097;

const BASE = ['version', 'kind', 'model', 'steps', 'imageSize', 'fps'];
const FIELDS = {
  'key-frames': [...BASE, 'space', 'loop', 'keyFrames', 'segments'],
  drift: [...BASE, 'picture', 'seed', 'strength', 'duration'],
};

const KEY_FRAME_FIELDS = { 1: ['picture', 'hold'], 2: ['picture', 'hold', 'model'] };

const NEWEST_VERSION = 2;

/** Key frames are recipes of this version, of the path's T. */
const RECIPE_VERSION = 2;

/**
 * A field that this version does not know is an error, never skipped, as in recipes.
 *
 * @param json what JSON.parse returned
 * @throws TrilemmaError 'recipe-invalid', with the field and what it should hold
 */
export function parseLatentPath(json: unknown): LatentPath {
  return checkedPath(json, 2);
}

/** As {@link parseLatentPath}, for a path that is still being made: null, or with one key frame at least. */
export function parseProjectPath(json: unknown): ProjectPath {
  return json === null ? null : checkedPath(json, 1);
}

function checkedPath(json: unknown, leastKeyFrames: number): LatentPath {
  try {
    return parsed(json, leastKeyFrames);
  } catch (cause) {
    if (!(cause instanceof TrilemmaError)) throw cause;
    throw new TrilemmaError(cause.code, cause.message.replace('The recipe is not', 'The path is not'), {
      cause,
    });
  }
}

function parsed(json: unknown, leastKeyFrames: number): LatentPath {
  if (!isFields(json)) throw invalid('', 'a JSON object', json);
  const { version, kind } = json;
  if (typeof version === 'number' && version > NEWEST_VERSION) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The path has version ${version}: it was made by a newer version of Trilemma Studio, and this one reads versions 1 to ${NEWEST_VERSION}. Update Trilemma Studio to use it.`,
    );
  }
  if (version !== 1 && version !== NEWEST_VERSION)
    throw invalid('version', `1 or ${NEWEST_VERSION}`, version);
  if (kind !== 'key-frames' && kind !== 'drift') throw invalid('kind', '"key-frames" or "drift"', kind);
  object(json, '', FIELDS[kind], RECIPE_VERSION);
  const steps = positiveInteger(json.steps, 'steps');
  const base = {
    version,
    model: modelName(json.model, 'model', RECIPE_VERSION),
    steps,
    imageSize: positiveInteger(json.imageSize, 'imageSize'),
    fps: numberIn(json.fps, 'fps', 0.1, MAX_FPS),
  } as const;
  if (kind === 'drift') {
    return {
      ...base,
      kind,
      picture: picture(json.picture, 'picture', steps),
      seed: seedText(json.seed, 'seed'),
      strength: parseStrength(json.strength, 'strength', newReading(RECIPE_VERSION, steps)),
      duration: duration(json.duration, 'duration', 1),
    };
  }
  return { ...base, kind, ...keyFrameFields(json, base, leastKeyFrames) };
}

type Base = Pick<LatentPath, 'version' | 'steps'>;

function keyFrameFields(json: Fields, { version, steps }: Base, least: number) {
  const space = PATH_SPACES.find((each) => each === json.space);
  if (space === undefined) throw invalid('space', `one of ${PATH_SPACES.join(', ')}`, json.space);
  const { loop } = json;
  if (typeof loop !== 'boolean') throw invalid('loop', 'true or false', loop);
  const keyFrames = list(
    json.keyFrames,
    'keyFrames',
    `a list of ${least} to ${MAX_KEY_FRAMES} key frames`,
    (length) => length >= least && length <= MAX_KEY_FRAMES,
  ).map((value, i) => keyFrame(value, `keyFrames[${i}]`, { version, steps }));
  const count = keyFrames.length - (loop ? 0 : 1);
  const segments = list(
    json.segments,
    'segments',
    `a list of ${count}, one after each key frame${loop ? '' : ' but the last'}`,
    (length) => length === count,
  ).map((value, i) => segment(value, `segments[${i}]`, steps));
  if (loop) checkClosing(segments);
  return { space, loop, keyFrames, segments };
}

function keyFrame(value: unknown, path: string, { version, steps }: Base): PathKeyFrame {
  const fields = object(value, path, KEY_FRAME_FIELDS[version], version);
  const { model } = fields;
  return {
    picture: picture(fields.picture, `${path}.picture`, steps),
    hold: duration(fields.hold, `${path}.hold`, 0),
    ...(model === undefined ? {} : { model: modelName(model, `${path}.model`, version) }),
  };
}

function segment(value: unknown, path: string, steps: number): PathSegment {
  const fields = object(value, path, ['duration', 'easing', 'parts', 'pace'], RECIPE_VERSION);
  const easing = EASINGS.find((each) => each === fields.easing);
  if (easing === undefined) throw invalid(`${path}.easing`, `one of ${EASINGS.join(', ')}`, fields.easing);
  return {
    duration: duration(fields.duration, `${path}.duration`, 1),
    easing,
    parts: parseParts(fields.parts, `${path}.parts`, newReading(RECIPE_VERSION, steps)),
    ...(fields.pace === undefined ? {} : { pace: pace(fields.pace, `${path}.pace`) }),
  };
}

/** Parts that segments of a loop move have to come back to where they began, or it would jump at its end. */
function checkClosing(segments: readonly PathSegment[]): void {
  const closing = segments.length - 1;
  const { parts } = segments[closing]!;
  const stays = (moved: Parts) =>
    (moved.x_T && !parts.x_T) ||
    moved.z.some((t) => !parts.z.includes(t)) ||
    moved.noise.some((t) => !parts.noise.includes(t));
  const at = segments.findIndex((each) => stays(each.parts));
  if (at < 0) return;
  throw new TrilemmaError(
    'recipe-invalid',
    `The path is not valid: segments[${closing}], which closes the loop, must move all parts that segments[${at}] moves.`,
  );
}

function picture(value: unknown, path: string, steps: number): LatentRecipe {
  return checkEditsText(nested(value, path, newReading(RECIPE_VERSION, steps)));
}

function duration(value: unknown, path: string, leastFrames: 0 | 1): Duration {
  const { unit, count } = object(value, path, ['unit', 'count'], RECIPE_VERSION);
  switch (unit) {
    case 'frames': {
      const fits = typeof count === 'number' && Number.isInteger(count);
      if (!fits || count < leastFrames || count > MAX_FRAMES) {
        throw invalid(
          `${path}.count`,
          `a whole number of frames from ${leastFrames} to ${MAX_FRAMES}`,
          count,
        );
      }
      return { unit, count };
    }
    case 'seconds':
      return { unit, count: numberIn(count, `${path}.count`, 0, MAX_SECONDS) };
    default:
      throw invalid(`${path}.unit`, '"frames" or "seconds"', unit);
  }
}

function pace(value: unknown, path: string): readonly number[] {
  const expected = `a list of 2 to ${MAX_PACE} numbers, ascending from 0 to 1`;
  let least = 0;
  const shares = list(value, path, expected, (length) => length >= 2 && length <= MAX_PACE).map(
    (share, i) => (least = numberIn(share, `${path}[${i}]`, least, 1)),
  );
  if (shares[0] !== 0 || shares.at(-1) !== 1) throw invalid(path, expected, value);
  return shares;
}

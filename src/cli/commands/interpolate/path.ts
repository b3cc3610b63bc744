/** The path that the options of `trilemma interpolate` describe. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { counted } from '../../../shared/counted.ts';
import { allParts, evenStrength } from '../../../core/latent/edits.ts';
import { driftPath, evenDurations, keyFramePath, type PathRecipe } from '../../../core/latent/path/path.ts';
import { formatSeed, parseSeed, type Seed } from '../../../core/random/seed.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Easing, LatentPath, PathSpace } from '../../../shared/path/latent-path.ts';
import type { Model } from '../../../shared/models/model-card.ts';
import type { Parts } from '../../../shared/recipe/recipe.ts';
import type { PathServices } from '../../../studio/interpolation/path-services.ts';
import { carriedRecipe } from '../../../studio/pictures/carried-recipe.ts';
import { readPictureFile } from '../../../studio/pictures/picture-file.ts';

export const FRAMES_A_SEGMENT = 60;
export const PARTS = ['layout', 'style', 'noise'] as const;

export interface PathOptions {
  readonly key: readonly string[];
  readonly drift?: Seed;
  readonly radius: number;
  readonly frames?: number;
  readonly fps: number;
  readonly easing: Easing;
  readonly space: PathSpace;
  readonly loop?: boolean;
  readonly hold: number;
  readonly parts: readonly (typeof PARTS)[number][];
  readonly steps?: number;
}

/**
 * @param models where those that key frames name are found
 * @param model of the other seeds
 * @throws {TrilemmaError} `usage` where the options do not go together; as `findModel`, `parseSeed` and `carriedRecipe`.
 */
export async function layPath(
  models: PathServices['models'],
  model: Model,
  options: PathOptions,
): Promise<LatentPath> {
  const { fps, easing, space, hold, drift } = options;
  const keys: PathRecipe[] = [];
  for (const key of options.key) keys.push(await keyFrame(models, model, key, options));
  const [first] = keys;
  if (drift !== undefined) {
    if (first === undefined || keys.length > 1) {
      throw new TrilemmaError('usage', 'A drift goes around one picture: give --key once.');
    }
    const strength = evenStrength(first.steps, options.radius);
    const count = options.frames ?? FRAMES_A_SEGMENT;
    const duration = { unit: 'frames', count } as const;
    return driftPath(first, { fps, seed: formatSeed(drift), strength, duration });
  }
  const loop = options.loop === true;
  const segments = keys.length - (loop ? 0 : 1);
  const standing = keys.length * hold + (loop ? 0 : 1);
  const moving = options.frames === undefined ? segments * FRAMES_A_SEGMENT : options.frames - standing;
  if (keys.length > 1 && moving < segments) {
    throw new TrilemmaError(
      'usage',
      `${counted(keys.length, 'key frame needs', 'key frames need')} ${counted(standing + segments, 'frame')} at least, not ${moving + standing}.`,
    );
  }
  return keyFramePath(keys, {
    fps,
    easing,
    space,
    loop,
    hold: { unit: 'frames', count: hold },
    durations: evenDurations(moving, segments),
    parts: partsOf(options.parts, first?.steps ?? 1),
  });
}

/** A model's name or hash, and a seed of it. */
const OF_MODEL = /^(?<model>[\w.-]+):(?<seed>\w+)$/;

/** True if a key frame names a picture's file, and not a seed: it has a file's ending, or such a file exists. */
export function isPictureFile(key: string): boolean {
  return !OF_MODEL.test(key) && (extname(key) !== '' || (/\D/.test(key) && existsSync(key)));
}

/** A seed's plain picture, or the recipe that a picture carries. */
async function keyFrame(
  models: PathServices['models'],
  usual: Model,
  key: string,
  options: PathOptions,
): Promise<PathRecipe> {
  if (isPictureFile(key)) return await carriedRecipe(readPictureFile(key));
  const named = OF_MODEL.exec(key)?.groups;
  const { card } = named === undefined ? usual : await models.find(named.model!);
  return {
    model: { name: card.name, sha256: card.sha256 },
    steps: options.steps ?? card.steps,
    imageSize: card.architecture.imageSize,
    seed: formatSeed(parseSeed(named?.seed ?? key)),
    temperature: { x_T: 1, z: 1 },
  };
}

function partsOf(names: PathOptions['parts'], steps: number): Parts {
  const { z, noise } = allParts(steps);
  return {
    x_T: names.includes('layout'),
    z: names.includes('style') ? z : [],
    noise: names.includes('noise') ? noise : [],
  };
}

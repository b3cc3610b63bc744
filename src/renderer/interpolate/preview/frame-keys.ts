/** What frames are remembered by: frames of one key have the same pixels, also when the path around them changes. */
import { wayAt } from '../../../core/latent/path/easing.ts';
import { recipeAtKeyFrame } from '../../../core/latent/path/key-frames.ts';
import { keyFrameModel, modelsOf } from '../../../core/latent/path/models.ts';
import { segmentRecipe } from '../../../core/latent/path/frame.ts';
import { latentKey } from '../../../core/latent/recipe-key.ts';
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import type { ShortNames } from '../../app/short-names.ts';
import { unpaced } from '../path/path-edits.ts';
import { layoutOf } from '../timeline/timeline-layout.ts';

/** The key of every frame of a path that can be rendered. */
export function frameKeys(path: LatentPath, names: ShortNames): readonly string[] {
  const { steps, imageSize } = path;
  const ownOf = ({ sha256 }: LatentPath['model']) => JSON.stringify([sha256, steps, imageSize]);
  const { keyFrames, segments, frames } = layoutOf(path);
  if (path.kind === 'drift') {
    const circle = names.of(
      ownOf(path.model) + JSON.stringify([latentKey(path.picture), path.seed, path.strength]),
    );
    return Array.from({ length: frames }, (_, frame) => `${circle}/${frame / frames}`);
  }
  const keys: string[] = [];
  for (const [index, span] of keyFrames.entries()) {
    const own = ownOf(keyFrameModel(path, index));
    const still = `${names.of(own + latentKey(recipeAtKeyFrame(path, index)))}`;
    for (let frame = 0; frame <= span.frames; frame++) keys[span.start + frame] = still;
    const segment = path.segments[index];
    if (segment === undefined) break;
    const { start, frames: length } = segments[index]!;
    const curve = names.of(own + curveKey(path, index));
    for (let frame = 1; frame < length; frame++) {
      keys[start + frame] = `${curve}/${wayAt(segment, frame / length)}`;
    }
  }
  return keys;
}

/** All that decides where a segment leads, but for its times: the recipe of its middle names every point it is made of. */
function curveKey(path: KeyFramePath, index: number): string {
  // In the spaces of w, a curve is also drawn by the mappings of its neighbours' models.
  const models = path.space === 'z' ? [keyFrameModel(path, index)] : modelsOf(path);
  const hashes = models.map(({ sha256 }) => sha256).join();
  return path.space + hashes + latentKey(segmentRecipe({ ...path, space: 'z' }, index, 0.5));
}

/**
 * State of the spacing of frames for an even change of the picture. `stale`: what it was measured on has changed since.
 */
export type Evenness = 'off' | 'even' | 'stale';

/** In place of the measurement of a segment that has changed. */
const UNMEASURED: readonly number[] = [0, 1];

export function evennessOf(path: LatentPath): Evenness {
  if (path.kind === 'drift' || path.segments.every(({ pace }) => pace === undefined)) return 'off';
  return path.segments.every(({ pace }) => pace !== undefined && pace.length > 2) ? 'even' : 'stale';
}

/** At the easing of each segment; times stay as they are. */
export function withoutPace(path: KeyFramePath): KeyFramePath {
  return { ...path, segments: path.segments.map(unpaced) };
}

/** The changed path without measurements that are not of its own segments. */
export function withoutStalePace(before: LatentPath | null, path: LatentPath): LatentPath {
  if (path.kind === 'drift' || before?.kind !== 'key-frames') return path;
  if (evennessOf(path) === 'off') return path;
  const measured = new Set(before.segments.map((_, i) => curveKey(before, i)));
  return {
    ...path,
    segments: path.segments.map((segment, i) =>
      segment.pace !== undefined && measured.has(curveKey(path, i))
        ? segment
        : { ...segment, pace: UNMEASURED },
    ),
  };
}

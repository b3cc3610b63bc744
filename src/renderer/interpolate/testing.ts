import { allParts } from '../../core/latent/edits.ts';
import type { PathRecipe } from '../../core/latent/path/path.ts';
import type { KeyFramePath } from '../../shared/path/latent-path.ts';
import { parseProjectPath } from '../../shared/path/parse-latent-path.ts';
import type { ProjectPath } from '../../shared/path/project.ts';
import { inserted, pathFrom, withSegment } from './path/path-edits.ts';

const STEPS = 2;
export const ALL = allParts(STEPS);

export function picture(seed: number): PathRecipe {
  return {
    model: { name: 'faces', sha256: 'a'.repeat(64) },
    steps: STEPS,
    imageSize: 8,
    seed: String(seed),
    temperature: { x_T: 1, z: 1 },
  };
}

/** The same of another model. */
export function ofCats(picture: PathRecipe): PathRecipe {
  return { ...picture, model: { name: 'cats', sha256: 'b'.repeat(64) } };
}

/** A path through key frames of these seeds, its segments of so many frames. */
export function pathThrough(seeds: readonly number[], frames = 24): KeyFramePath {
  const [first, ...rest] = seeds;
  const path = inserted(pathFrom(picture(first!)), 1, rest.map(picture));
  return path.segments.reduce(
    (timed, _, i) => withSegment(timed, i, { duration: { unit: 'frames', count: frames } }),
    path,
  );
}

export function seedsOf(path: ProjectPath): readonly string[] {
  return path?.kind === 'key-frames' ? path.keyFrames.map((keyFrame) => keyFrame.picture.seed) : [];
}

/** Throws where the studio would refuse the path. */
export function accepted<P extends ProjectPath>(path: P): P {
  parseProjectPath(JSON.parse(JSON.stringify(path)));
  return path;
}

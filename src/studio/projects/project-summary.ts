import { framesOf } from '../../core/latent/path/timeline.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { parseProjectPath } from '../../shared/path/parse-latent-path.ts';
import type { ProjectPath, ProjectSummary } from '../../shared/path/project.ts';
import type { ProjectRow } from '../database/project-repository.ts';

/** Key frames that a list shows. */
const KEY_FRAMES_SHOWN = 4;

const EMPTY = { model: null, steps: 0, imageSize: 0, keyFrames: [], frames: 0, fps: 0 } as const;

/** A project that cannot be read is listed as if it were empty: opening it says why. */
export function projectSummary({ id, name, path, changedAt }: ProjectRow): ProjectSummary {
  return { id, name, changedAt, ...factsOf(path) };
}

function factsOf(json: string): Omit<ProjectSummary, 'id' | 'name' | 'changedAt'> {
  try {
    return pathFacts(parseProjectPath(JSON.parse(json)));
  } catch (error) {
    if (error instanceof TrilemmaError) return EMPTY;
    throw error;
  }
}

function pathFacts(path: ProjectPath): Omit<ProjectSummary, 'id' | 'name' | 'changedAt'> {
  if (path === null) return EMPTY;
  const { model, steps, imageSize, fps } = path;
  const pictures =
    path.kind === 'drift'
      ? [path.picture]
      : path.keyFrames.map(({ picture, model: own }) => ({
          ...picture,
          ...(own === undefined ? {} : { model: own }),
        }));
  const keyFrames = pictures.slice(0, KEY_FRAMES_SHOWN);
  return { model, steps, imageSize, keyFrames, frames: framesOf(path), fps };
}

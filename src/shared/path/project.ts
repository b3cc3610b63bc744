/** An interpolation that is saved, and can be edited again. */
import type { LatentPath, PathKeyFrame } from './latent-path.ts';
import type { LatentRecipe, Recipe } from '../recipe/recipe.ts';

/**
 * The path while it is being made: null before its first key frame, and with one key frame before its second, which a
 * LatentPath has at least.
 */
export type ProjectPath = LatentPath | null;

export interface Project {
  /** Never used twice. */
  readonly id: number;
  readonly name: string;
  readonly path: ProjectPath;
  /** The newest first. */
  readonly versions: readonly ProjectVersion[];
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** The project as it was when the user kept it. */
export interface ProjectVersion {
  readonly id: number;
  readonly name: string;
  readonly keptAt: number;
}

/** With its model, where that is not the project's. */
type SummaryKeyFrame = LatentRecipe & Pick<PathKeyFrame, 'model'>;

/** A project as a list shows it. */
export interface ProjectSummary {
  readonly id: number;
  readonly name: string;
  /** Null while the project is empty. */
  readonly model: Recipe['model'] | null;
  /** T; 0 while the project is empty. */
  readonly steps: number;
  readonly imageSize: number;
  /** The first few. */
  readonly keyFrames: readonly SummaryKeyFrame[];
  readonly frames: number;
  readonly fps: number;
  readonly changedAt: number;
}

/** A path through pictures (docs/recipe.md). `parse-latent-path.ts` checks one that came from outside. */
import type { LatentRecipe, Parts, Recipe, VariationStrength } from '../recipe/recipe.ts';

/** The longest path, in frames. */
export const MAX_FRAMES = 100_000;

export const MAX_FPS = 120;

/** Seconds become the nearest whole number of frames, but one at least where none would mean nothing. */
export interface Duration {
  readonly unit: 'frames' | 'seconds';
  readonly count: number;
}

/**
 * How a segment's time becomes its share of the way. `linear` keeps one speed. `smooth` starts and ends at rest.
 * `catmull-rom` curves, so that it goes through key frames without a stop or a corner.
 */
export const EASINGS = ['linear', 'smooth', 'catmull-rom'] as const;
export type Easing = (typeof EASINGS)[number];

/**
 * Where the style goes between key frames: every z_t on its sphere, or w, the mapping's output, along lines or on its
 * sphere. x_T and noise always go on their spheres.
 */
export const PATH_SPACES = ['z', 'w-linear', 'w-spherical'] as const;
export type PathSpace = (typeof PATH_SPACES)[number];

export interface PathKeyFrame {
  readonly picture: LatentRecipe;
  /** How long it stands still, beside the one frame that it is. */
  readonly hold: Duration;
  /** Where it is not the path's. Between key frames of two models the weights go from one's to the other's. */
  readonly model?: Recipe['model'];
}

/** The way from one key frame to the next. */
export interface PathSegment {
  /** From key frame to key frame. */
  readonly duration: Duration;
  readonly easing: Easing;
  /** The parts that move; the rest stays as it was, also in the key frames that follow. */
  readonly parts: Parts;
  /** Shares of the way at even times, ascending from 0 to 1; it takes the place of the easing's own speed. */
  readonly pace?: readonly number[];
}

interface PathBase {
  /** 2 where a key frame is of a model of its own, else 1, which older builds read too. */
  readonly version: 1 | 2;
  readonly model: Recipe['model'];
  /** T, the denoising steps. */
  readonly steps: number;
  /** Side of the square frames in pixels. */
  readonly imageSize: number;
  /** Frames a second. */
  readonly fps: number;
}

export interface KeyFramePath extends PathBase {
  readonly kind: 'key-frames';
  readonly space: PathSpace;
  /** True if the last key frame is followed by the first, as in a loop. */
  readonly loop: boolean;
  /** Two at least. */
  readonly keyFrames: readonly PathKeyFrame[];
  /** One after each key frame; after the last only in a loop. */
  readonly segments: readonly PathSegment[];
}

/** A walk once around a picture, at one distance from it and one speed. */
export interface DriftPath extends PathBase {
  readonly kind: 'drift';
  readonly picture: LatentRecipe;
  /** Lays the circle. */
  readonly seed: string;
  /** The circle's radius for each latent, in shares of a right angle. */
  readonly strength: VariationStrength;
  /** Once around. */
  readonly duration: Duration;
}

export type LatentPath = KeyFramePath | DriftPath;

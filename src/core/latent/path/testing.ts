/** Paths and their frames for the tests of this folder. */
import type { KeyFramePath, LatentPath, PathSegment } from '../../../shared/path/latent-path.ts';
import type { LatentRecipe, Parts } from '../../../shared/recipe/recipe.ts';
import { type EditedShape, latentsOf } from '../compose.ts';
import { allParts } from '../edits.ts';
import { frameRecipe } from './frame.ts';
import { evenDurations, keyFramePath, type KeyFramePathOptions } from './path.ts';
import type { KeyFrameStyles } from './style.ts';

export const STEPS = 2;
export const shape = { imageSize: 16, numChannels: 3, nz: 64, zEmbDim: 4 };
const model = { name: 'faces', sha256: '0'.repeat(64) };
export const all = allParts(STEPS);
export const none: Parts = { x_T: false, z: [], noise: [] };
const noHold = { unit: 'frames', count: 0 } as const;

export const frameLatents = (path: LatentPath, frame: number, size: EditedShape, styles?: KeyFrameStyles) =>
  latentsOf(frameRecipe(path, frame, styles), path.steps, size);

export const seeded = (seed: number): LatentRecipe => ({ seed: String(seed), temperature: { x_T: 1, z: 1 } });
export const picture = (recipe: LatentRecipe) => ({ model, steps: STEPS, imageSize: 16, ...recipe });

export function pathOf(
  recipes: readonly LatentRecipe[],
  more: Partial<KeyFramePathOptions> & { frames?: number } = {},
): KeyFramePath {
  const { frames = 10, loop = false } = more;
  const segments = recipes.length - (loop ? 0 : 1);
  return keyFramePath(recipes.map(picture), {
    fps: 24,
    durations: evenDurations(frames * segments, segments),
    easing: 'linear',
    space: 'z',
    loop,
    hold: noHold,
    ...more,
  });
}

/** With other segments: each takes what is given for it. */
export const withSegments = (path: KeyFramePath, changes: readonly Partial<PathSegment>[]): KeyFramePath => ({
  ...path,
  segments: path.segments.map((segment, i) => ({ ...segment, ...changes[i] })),
});

export const latents = (recipe: LatentRecipe) => latentsOf(recipe, STEPS, shape);
export const norm = (values: Float32Array) => Math.hypot(...values);

export function angle(a: Float32Array, b: Float32Array): number {
  const product = a.reduce((sum, x, k) => sum + x * b[k]!, 0);
  return Math.acos(Math.min(1, Math.max(-1, product / (norm(a) * norm(b)))));
}

/** How pictures are augmented before D sees them: the random numbers, and how often (Zhao et al., Karras et al. 2020). */
import type { RandomStream } from '../random/stream.ts';

/**
 * The numbers that describe a picture's augmentation, in the order in which graphs take them. Without any, all are 0
 * and the hole begins at `side`, outside of the picture.
 */
export const AUGMENTATION_NUMBERS = [
  'brightness',
  'saturation',
  'contrast',
  'shiftRows',
  'shiftColumns',
  'holeTop',
  'holeLeft',
] as const;
export type AugmentationNumber = (typeof AUGMENTATION_NUMBERS)[number];

/** Side of the square that cutout blackens. */
export function holeSide(side: number): number {
  return Math.floor(side / 2);
}

/** Uniform numbers that a picture takes: one for each number, and one to decide about each transformation. */
const DECISIONS = 5;
const UNIFORMS = AUGMENTATION_NUMBERS.length + DECISIONS;

/**
 * Draws augmentations. Each transformation (brightness, saturation, contrast, translation, cutout) happens on its own
 * with the given probability; which one a picture would get does not depend on it.
 * @param side of the pictures, or of their coefficients. @param probability 0 to 1.
 * @returns [batch, AUGMENTATION_NUMBERS.length], row by row.
 */
export function drawAugmentation(
  stream: RandomStream,
  batch: number,
  side: number,
  probability: number,
): Float32Array<ArrayBuffer> {
  const uniforms = stream.uniforms(batch * UNIFORMS);
  const reach = Math.round(side / 8);
  const whole = (uniform: number, low: number, high: number) => low + Math.floor(uniform * (high - low + 1));
  const rows = Array.from({ length: batch }, (_, picture) => {
    const at = (i: number) => uniforms[picture * UNIFORMS + i]!;
    const happens = (decision: number) => at(AUGMENTATION_NUMBERS.length + decision) < probability;
    const corner = (i: number) =>
      happens(4) ? whole(at(i), 0, side) - Math.floor(holeSide(side) / 2) : side;
    return [
      happens(0) ? at(0) - 0.5 : 0,
      happens(1) ? 2 * at(1) - 1 : 0,
      happens(2) ? at(2) - 0.5 : 0,
      happens(3) ? whole(at(3), -reach, reach) : 0,
      happens(3) ? whole(at(4), -reach, reach) : 0,
      corner(5),
      corner(6),
    ];
  });
  return Float32Array.from(rows.flat());
}

export interface AdaptiveAugmentation {
  /** Share by which positive logits on real pictures may outweigh negative ones: above, D is memorising. */
  readonly target: number;
  /** Pictures after which the probability can have gone from 0 to 1. */
  readonly picturesToFull: number;
}

export const ADAPTIVE_AUGMENTATION: AdaptiveAugmentation = { target: 0.6, picturesToFull: 20_000 };

/** Augmentations that happen more often than this leak into what G makes (Karras et al. 2020, section 2.2). */
const MOST = 0.8;

/**
 * The probability of augmentation after some pictures (Karras et al. 2020, section 3): a step up where D is surer of
 * real pictures than the target, a step down elsewhere.
 * @param probability so far. @param logitsReal D's logits of the real pictures seen since, one each.
 */
export function adjustAugmentation(
  probability: number,
  logitsReal: ArrayLike<number>,
  { target, picturesToFull }: AdaptiveAugmentation = ADAPTIVE_AUGMENTATION,
): number {
  const logits = Array.from(logitsReal);
  const overfitting = logits.reduce((sum, logit) => sum + Math.sign(logit), 0) / logits.length;
  const change = (Math.sign(overfitting - target) * logits.length) / picturesToFull;
  return Math.min(MOST, Math.max(0, probability + change));
}

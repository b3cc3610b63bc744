import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import {
  ADAPTIVE_AUGMENTATION,
  adjustAugmentation,
  AUGMENTATION_NUMBERS,
  type AugmentationNumber,
  drawAugmentation,
  holeSide,
} from './augmentation-draws.ts';

const COUNT = 4000;
const SIDE = 64;

/** Numbers of one kind of many drawn augmentations. */
function drawn(probability: number, name: AugmentationNumber, side = SIDE): number[] {
  const numbers = drawAugmentation(randomStream(parseSeed('1'), 'augment'), COUNT, side, probability);
  const width = AUGMENTATION_NUMBERS.length;
  const column = AUGMENTATION_NUMBERS.indexOf(name);
  return Array.from({ length: COUNT }, (_, row) => numbers[row * width + column]!);
}

describe('drawAugmentation', () => {
  it('leaves pictures alone at probability 0', () => {
    for (const name of AUGMENTATION_NUMBERS) {
      expect(new Set(drawn(0, name))).toEqual(new Set([name.startsWith('hole') ? SIDE : 0]));
    }
  });

  it('fills the ranges of the paper at probability 1', () => {
    const range = (name: AugmentationNumber, side = SIDE) => {
      const numbers = drawn(1, name, side);
      return [Math.min(...numbers), Math.max(...numbers)];
    };
    expect(range('brightness')[0]).toBeCloseTo(-0.5, 2);
    expect(range('brightness')[1]).toBeCloseTo(0.5, 2);
    expect(range('saturation')[0]).toBeCloseTo(-1, 2);
    expect(range('contrast')[1]).toBeCloseTo(0.5, 2);
    expect(range('shiftRows')).toEqual([-8, 8]);
    expect(range('shiftColumns', 32)).toEqual([-4, 4]);
    // Centres are anywhere from edge to edge.
    expect(range('holeTop')).toEqual([-16, SIDE - 16]);
    expect(holeSide(SIDE)).toBe(32);
  });

  it('does as often as asked, and then what it would have done anyway', () => {
    const [half, all] = [drawn(0.5, 'contrast'), drawn(1, 'contrast')];
    const happened = half.filter((value) => value !== 0).length;
    expect(happened / COUNT).toBeCloseTo(0.5, 1);
    expect(half.every((value, i) => value === 0 || value === all[i])).toBe(true);
  });
});

describe('adjustAugmentation', () => {
  const sure = Array<number>(8).fill(3);

  it('goes from none to its most while D is too sure, and back while it is not', () => {
    const { picturesToFull } = ADAPTIVE_AUGMENTATION;
    let probability = 0;
    for (let i = 0; i < (0.8 * picturesToFull) / 8; i++) probability = adjustAugmentation(probability, sure);
    expect(probability).toBeCloseTo(0.8);
    expect(adjustAugmentation(probability, sure)).toBeLessThanOrEqual(0.8);
    expect(adjustAugmentation(probability, [1, -1])).toBeLessThan(probability);
    expect(adjustAugmentation(0, [1, -1])).toBe(0);
  });

  it('moves by the pictures seen, towards the target', () => {
    const options = { target: 0.6, picturesToFull: 100 };
    // 9 of 10 positive: 0.8; 7 of 10: 0.4.
    const logits = (positive: number) => Array.from({ length: 10 }, (_, i) => (i < positive ? 0.1 : -5));
    expect(adjustAugmentation(0.5, logits(9), options)).toBeCloseTo(0.6);
    expect(adjustAugmentation(0.5, logits(7), options)).toBeCloseTo(0.4);
    expect(adjustAugmentation(0.5, logits(8), options)).toBeCloseTo(0.5);
  });

  it('stays a probability that does not leak', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.8, noNaN: true }),
        fc.array(fc.integer(), { minLength: 1 }),
        (p, logits) => {
          const next = adjustAugmentation(p, logits);
          expect(next).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThanOrEqual(0.8);
        },
      ),
    );
  });
});

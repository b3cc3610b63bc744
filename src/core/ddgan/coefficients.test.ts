import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { openFixture } from '../../../test/support/reference.ts';
import { BAND_ORDERS } from '../../shared/models/architecture.ts';
import { widthFirstScore } from './band-order.ts';
import { coefficientsOf, picturesOf } from './coefficients.ts';

const file = openFixture('reference/wavediff/wavediff-transform.safetensors');
const SHAPE = { colours: 3, side: 32 } as const;

describe.each(BAND_ORDERS)('coefficients, %s', (order) => {
  const shape = { ...SHAPE, order };

  it('are those of the reference', () => {
    expectAllClose(
      coefficientsOf(file.float32('input.picture'), shape),
      file.float32(`expected.coefficients.${order}`),
      {
        absolute: 1e-6,
      },
    );
  });

  it('give the pictures of the reference, clamped', () => {
    expectAllClose(
      picturesOf(file.float32('input.coefficients'), shape),
      file.float32(`expected.picture.${order}`),
      {
        absolute: 1e-6,
      },
    );
  });

  it('give every picture back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        fc.infiniteStream(fc.float({ min: -1, max: 1, noNaN: true })),
        (count, half, numbers) => {
          const side = 2 * half;
          const pictures = Float32Array.from([...numbers.take(count * 3 * side * side)]);
          const own = { colours: 3, side, order };
          expectAllClose(picturesOf(coefficientsOf(pictures, own), own), pictures, { absolute: 1e-6 });
        },
      ),
    );
  });
});

it('refuses what are no such pictures', () => {
  const shape = { ...SHAPE, order: 'width_first' } as const;
  expect(() => coefficientsOf(new Float32Array(100), shape)).toThrow(
    '100 numbers are no pictures of 3 x 32 x 32',
  );
  expect(() => picturesOf(new Float32Array(27), { ...shape, side: 3 })).toThrow('27 numbers');
});

describe('order of the bands', () => {
  const first = 12 * 16 * 16;

  it('shows in the coefficients of a photograph, by as much as in the reference', () => {
    const score = (order: string) =>
      widthFirstScore(file.float32(`expected.coefficients.${order}`).subarray(0, first), 16);
    expect(score('width_first')).toBeCloseTo(0.551, 3);
    expect(score('height_first')).toBeCloseTo(-0.551, 3);
  });

  it('does not show where all is one colour', () => {
    expect(widthFirstScore(new Float32Array(first), 16)).toBe(0);
  });
});

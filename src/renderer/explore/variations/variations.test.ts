import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import { latentsOf } from '../../../core/latent/compose.ts';
import { accepted, aSeed, plain, STEPS } from '../testing.ts';
import { cellSeed, fullShares, gridCells, isCentre, shareOf, variationAt, withShare } from './variations.ts';

const SHAPE = { imageSize: 4, numChannels: 1, nz: 3, zEmbDim: 2 };

describe('the grid of variations', () => {
  it('has one centre, and a seed of its own at every other place', () => {
    for (const side of [3, 5] as const) {
      const cells = gridCells(side);
      expect(cells.filter(isCentre)).toHaveLength(1);
      const seeds = cells
        .filter((cell) => !isCentre(cell))
        .map((cell) => cellSeed('18446744073709551615', cell));
      expect(new Set(seeds).size).toBe(side * side - 1);
    }
  });

  it('keeps the inner pictures when it grows', () => {
    const large = gridCells(5);
    for (const cell of gridCells(3)) expect(large).toContainEqual(cell);
  });

  it('shows the picture itself in the middle and everywhere at no strength', () => {
    const settings = { round: '9', strength: 0, shares: fullShares(STEPS) };
    for (const cell of gridCells(3)) expect(variationAt(plain('1'), settings, cell)).toEqual(plain('1'));
  });

  it('makes pictures that the studio takes, at every strength', () => {
    fc.assert(
      fc.property(aSeed, aSeed, fc.double({ min: 0, max: 1, noNaN: true }), (seed, round, strength) => {
        const settings = { round, strength, shares: fullShares(STEPS) };
        for (const cell of gridCells(3)) accepted(variationAt(plain(seed), settings, cell));
      }),
      { numRuns: cases(20) },
    );
  });

  it('leaves the parts alone that no strength reaches', () => {
    let shares = fullShares(STEPS);
    shares = withShare(shares, { kind: 'z', t: 1 }, 0);
    shares = withShare(shares, { kind: 'x_T' }, 0);
    expect(shareOf(shares, { kind: 'z', t: 1 })).toBe(0);
    expect(shareOf(shares, { kind: 'z', t: 0 })).toBe(1);
    const picture = variationAt(plain('1'), { round: '5', strength: 0.5, shares }, { x: 1, y: 0 });
    const [made, before] = [latentsOf(picture, STEPS, SHAPE), latentsOf(plain('1'), STEPS, SHAPE)];
    expect(made.x_T).toEqual(before.x_T);
    expect(made.z[1]).toEqual(before.z[1]);
    expect(made.z[0]).not.toEqual(before.z[0]);
    expect(made.noise[1]).not.toEqual(before.noise[1]);
  });
});

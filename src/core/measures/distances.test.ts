/** Distances of features, against NumPy's. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { featureMatrix } from './feature-set.ts';
import { frechetDistance } from './frechet.ts';
import { kernelDistance } from './kernel-distance.ts';
import { precisionRecall } from './neighbours.ts';

interface Fixture {
  readonly channels: number;
  readonly sets: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly one: string;
    readonly other: string;
    readonly frechet: number;
    readonly kernel: number;
    readonly precision?: number;
    readonly recall?: number;
  }[];
}

const { channels, sets, cases } = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/measures/distances.json', import.meta.url), 'utf8'),
) as Fixture;
const rows = (name: string) => featureMatrix([Float32Array.from(sets[name]!)], channels);

describe.each(cases)('of $one and $other', ({ one, other, ...expected }) => {
  it('the Fréchet distance', () => {
    expect(frechetDistance(rows(one), rows(other)) / expected.frechet).toBeCloseTo(1, 6);
    expect(frechetDistance(rows(other), rows(one)) / expected.frechet).toBeCloseTo(1, 6);
  });

  it('the kernel distance', () => {
    expect(kernelDistance(rows(one), rows(other)) / expected.kernel).toBeCloseTo(1, 6);
  });

  it.runIf(expected.precision !== undefined)('precision and recall', () => {
    const { precision, recall } = expected;
    expect(precisionRecall(rows(one), rows(other))).toEqual({ precision, recall });
  });
});

it('the Fréchet distance of a set from itself is 0', () => {
  expect(frechetDistance(rows('one'), rows('one'))).toBeCloseTo(0, 6);
});

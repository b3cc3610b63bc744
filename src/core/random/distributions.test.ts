import { describe, expect, it } from 'vitest';
import { normalsFromWords, uniformsFromWords } from './distributions.ts';
import { parseSeed } from './seed.ts';
import { randomStream } from './stream.ts';

const COUNT = 1_000_000;
const WORD_MAX = 0xffffffff;
const stream = randomStream(parseSeed('20211215'), 'moments');

/** Mean, variance, skewness and excess kurtosis. */
function moments(values: Float32Array): readonly [number, number, number, number] {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (const value of values) {
    const d = value - mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const variance = m2 / values.length;
  return [mean, variance, m3 / values.length / variance ** 1.5, m4 / values.length / variance ** 2 - 3];
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum / a.length;
}

function expectMoments(values: Float32Array, expected: readonly number[], tolerances: readonly number[]) {
  moments(values).forEach((moment, i) => {
    expect(Math.abs(moment - expected[i]!), `moment ${i + 1}`).toBeLessThan(tolerances[i]!);
  });
}

describe('uniformsFromWords', () => {
  it('keeps the upper 24 bits, from 0 to the float32 below 1', () => {
    const values = uniformsFromWords(Uint32Array.of(0, 0xff, 0x100, 2 ** 31, WORD_MAX));
    expect([...values]).toEqual([0, 0, 2 ** -24, 0.5, 1 - 2 ** -24]);
  });

  it('has the moments of the uniform distribution over a million draws, within five standard errors', () => {
    // Standard errors times 1000: 0.289, 0.0745, 1.43, 1.15 (the last two from the sixth and eighth moments).
    expectMoments(stream.uniforms(COUNT), [0.5, 1 / 12, 0, -1.2], [1.45e-3, 3.8e-4, 7.2e-3, 5.7e-3]);
  });
});

describe('normalsFromWords', () => {
  it('is finite for every extreme of both words, and at most 6.77', () => {
    for (const word of [0, 1, 2 ** 31, WORD_MAX]) {
      for (const angle of [0, 2 ** 30, 2 ** 31, 3 * 2 ** 30, WORD_MAX]) {
        for (const value of normalsFromWords(Uint32Array.of(word, angle))) {
          expect(Number.isFinite(value)).toBe(true);
          expect(Math.abs(value)).toBeLessThan(6.77);
        }
      }
    }
  });

  it('takes the radius from the first word of a pair and the angle from the second', () => {
    // u1 = 2^-33: r = sqrt(66 ln 2). Angles: 0, then a quarter turn.
    const radius = Math.fround(Math.sqrt(66 * Math.LN2));
    const values = normalsFromWords(Uint32Array.of(0, 0, 0, 2 ** 30));
    expect([values[0], values[1], values[3]]).toEqual([radius, 0, radius]);
    expect(values[2]).toBeCloseTo(0, 12);
  });

  it('has the moments of the normal distribution over a million draws, within five standard errors', () => {
    const normals = stream.normals(COUNT);
    expect(normals.every(Number.isFinite)).toBe(true);
    // Standard errors: sqrt(1/n), sqrt(2/n), sqrt(6/n), sqrt(24/n).
    expectMoments(
      normals,
      [0, 1, 0, 0],
      [1, 2, 6, 24].map((v) => 5 * Math.sqrt(v / COUNT)),
    );
  });

  it('has the tails of the normal distribution', () => {
    const beyond = (limit: number) => stream.normals(COUNT).filter((v) => Math.abs(v) > limit).length;
    // Expected 45500, 2700 and 63 of a million; five standard errors of a count.
    expect(Math.abs(beyond(2) - 45_500)).toBeLessThan(5 * Math.sqrt(45_500));
    expect(Math.abs(beyond(3) - 2_700)).toBeLessThan(5 * Math.sqrt(2_700));
    expect(Math.abs(beyond(4) - 63)).toBeLessThan(5 * Math.sqrt(63));
  });

  it('gives neighbours, squares of neighbours and other streams without correlation', () => {
    const n = 200_000;
    const normals = stream.normals(n + 1);
    const a = normals.subarray(0, n);
    const b = normals.subarray(1);
    const squares = (values: Float32Array) => values.map((v) => (v * v - 1) / Math.SQRT2);
    const limit = 5 / Math.sqrt(n);
    expect(Math.abs(correlation(a, b))).toBeLessThan(limit);
    expect(Math.abs(correlation(squares(a), squares(b)))).toBeLessThan(limit);
    for (const other of [
      randomStream(parseSeed('20211216'), 'moments'),
      randomStream(parseSeed('20211215'), 'moments', 1),
      randomStream(parseSeed('20211215'), 'moment'),
      stream.split('moments'),
    ]) {
      expect(Math.abs(correlation(a, other.normals(n)))).toBeLessThan(limit);
    }
  });
});

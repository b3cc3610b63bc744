import { describe, expect, it } from 'vitest';
import { drawNoise, drawXT, drawZ } from './latents.ts';
import { parseSeed } from './seed.ts';
import { randomStream } from './stream.ts';

const seed = parseSeed('12345678901234567890');
const shape = { imageSize: 16, numChannels: 3, nz: 100 };

describe('the latents of a picture', () => {
  it('are drawn from the streams of their names and indices', () => {
    expect(drawXT(seed, shape)).toEqual(randomStream(seed, 'x_T').normals(3 * 16 * 16));
    for (const t of [0, 1, 2]) {
      expect(drawZ(seed, t, shape)).toEqual(randomStream(seed, 'z', t).normals(100));
    }
    for (const t of [1, 2]) {
      expect(drawNoise(seed, t, shape)).toEqual(randomStream(seed, 'noise', t).normals(3 * 16 * 16));
    }
  });

  it('have no noise at the last step', () => {
    expect(() => drawNoise(seed, 0, shape)).toThrow(RangeError);
  });

  it('are scaled by the temperature, x_T and z', () => {
    expect(drawXT(seed, shape, 0.5)).toEqual(drawXT(seed, shape).map((value) => value / 2));
    expect(drawZ(seed, 1, shape, 0).every((value) => Math.abs(value) === 0)).toBe(true);
  });

  it('are multiplied in float64 and rounded once', () => {
    const [first] = drawXT(seed, shape);
    expect(drawXT(seed, shape, 0.7)[0]).toBe(Math.fround(0.7 * first!));
  });
});

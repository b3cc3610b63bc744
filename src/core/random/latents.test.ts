import { describe, expect, it } from 'vitest';
import { drawLatents, drawNoise, drawXT, drawZ } from './latents.ts';
import { parseSeed } from './seed.ts';
import { randomStream } from './stream.ts';

const seed = parseSeed('12345678901234567890');
const shape = { imageSize: 16, numChannels: 3, nz: 100 };

describe('drawLatents', () => {
  it('gives x_T, T latents z_t and T - 1 noises of their sizes', () => {
    const { x_T, z, noise } = drawLatents(seed, 4, shape);
    expect(x_T).toHaveLength(3 * 16 * 16);
    expect(z.map((z_t) => z_t.length)).toEqual([100, 100, 100, 100]);
    expect(noise.map((n_t) => n_t?.length ?? null)).toEqual([null, 768, 768, 768]);
  });

  it('draws each from the stream of its name and index', () => {
    const { x_T, z, noise } = drawLatents(seed, 3, shape);
    expect(x_T).toEqual(randomStream(seed, 'x_T').normals(768));
    z.forEach((z_t, t) => {
      expect(z_t).toEqual(randomStream(seed, 'z', t).normals(100));
    });
    expect(noise[1]).toEqual(randomStream(seed, 'noise', 1).normals(768));
    expect(noise[2]).toEqual(randomStream(seed, 'noise', 2).normals(768));
  });

  it('gives the same values as each draw alone', () => {
    const { x_T, z, noise } = drawLatents(seed, 2, shape, { x_T: 0.7, z: 0.3 });
    expect(drawXT(seed, shape, 0.7)).toEqual(x_T);
    expect(drawZ(seed, 1, shape, 0.3)).toEqual(z[1]);
    expect(drawNoise(seed, 1, shape)).toEqual(noise[1]);
  });

  it('has no noise for a single step', () => {
    expect(drawLatents(seed, 1, shape).noise).toEqual([null]);
  });

  it('scales x_T and z by their own temperature, and never the posterior noise', () => {
    const plain = drawLatents(seed, 2, shape);
    const scaled = drawLatents(seed, 2, shape, { x_T: 0.5, z: 0 });
    expect(scaled.x_T).toEqual(plain.x_T.map((value) => value / 2));
    expect(scaled.z.every((z_t) => z_t.every((value) => Math.abs(value) === 0))).toBe(true);
    expect(scaled.noise).toEqual(plain.noise);
  });

  it('multiplies in float64 and rounds once', () => {
    const [first] = drawXT(seed, shape);
    expect(drawXT(seed, shape, 0.7)[0]).toBe(Math.fround(0.7 * first!));
  });
});

describe('drawNoise', () => {
  it('refuses t = 0, the step that adds none', () => {
    expect(() => drawNoise(seed, 0, shape)).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import type { LatentRecipe, Parts } from '../../shared/recipe/recipe.ts';
import { drawNoise, drawXT, drawZ } from '../random/latents.ts';
import { parseSeed } from '../random/seed.ts';
import { type EditedLatents, latentsOf } from './compose.ts';
import {
  allParts,
  blended,
  curved,
  drifted,
  evenStrength,
  mixed,
  movedAlong,
  truncated,
  varied,
} from './edits.ts';
import { driftPoint } from './drift.ts';
import { randomStream } from '../random/stream.ts';
import { slerp, sphericalBlend, sphericalCurve } from './slerp.ts';

const STEPS = 3;
const shape = { imageSize: 8, numChannels: 3, nz: 6, zEmbDim: 2 };
const a: LatentRecipe = { seed: '1', temperature: { x_T: 1, z: 1 } };
const b: LatentRecipe = { seed: '2', temperature: { x_T: 0.8, z: 1 } };
const c: LatentRecipe = { seed: '3', temperature: { x_T: 1, z: 1 } };
const all = allParts(STEPS);
const none: Parts = { x_T: false, z: [], noise: [] };
const age = { name: 'age', vector: floatsToBase64(Float32Array.of(1, -2)) };
const center = floatsToBase64(Float32Array.of(4, 8));

const latents = (recipe: LatentRecipe) => latentsOf(recipe, STEPS, shape);
const drawn = (recipe: LatentRecipe) => {
  const seed = parseSeed(recipe.seed);
  const times = [...Array(STEPS).keys()];
  return {
    x_T: drawXT(seed, shape, recipe.temperature.x_T),
    z: times.map((t) => drawZ(seed, t, shape, recipe.temperature.z)),
    noise: times.map((t) => (t === 0 ? null : drawNoise(seed, t, shape))),
  };
};
/** Scale and offset by t, as plain numbers. */
const wOf = ({ w }: EditedLatents) => w.map(({ scale, offset }) => [scale, ...(offset ?? [0, 0])]);
const UNCHANGED = [1, 0, 0];

describe('latentsOf', () => {
  it('gives the draws of a recipe without edits, and leaves w alone', () => {
    for (const recipe of [a, b]) {
      const { w, ...plain } = latents(recipe);
      expect(plain).toEqual(drawn(recipe));
      expect(w).toEqual(Array(STEPS).fill({ scale: 1, offset: null }));
    }
    expect(latentsOf(a, 1, shape).noise).toEqual([null]);
  });

  it('turns each latent by its own strength, and takes the temperature of the picture', () => {
    const strength = { x_T: 0.5, z: [0, 1, 0.25], noise: [0, 1, 0] };
    const { x_T, z, noise } = latents(varied(b, '9', strength));
    const own = drawn(b);
    const other = drawn({ ...b, seed: '9' });
    expect(x_T).toEqual(slerp(own.x_T, other.x_T, 0.5));
    expect(z).toEqual([own.z[0], other.z[1], slerp(own.z[2]!, other.z[2]!, 0.25)]);
    expect(noise).toEqual([null, other.noise[1], own.noise[2]]);
  });

  it('goes from one seed to the other', () => {
    expect(latents(varied(a, '3', evenStrength(STEPS, 0)))).toEqual(latents(a));
    expect(latents(varied(a, '3', evenStrength(STEPS, 1)))).toEqual(latents(c));
  });

  it('takes the parts named from another picture, with what becomes of its w', () => {
    const other = truncated(movedAlong(b, age, [1, 2, 3]), center, [1, 1, 0.5]);
    const mix = latents(mixed(movedAlong(a, age, [10, 20, 30]), other, { x_T: true, z: [0, 2], noise: [2] }));
    const [own, its] = [drawn(a), drawn(b)];
    expect(mix.x_T).toEqual(its.x_T);
    expect(mix.z).toEqual([its.z[0], own.z[1], its.z[2]]);
    expect(mix.noise).toEqual([null, own.noise[1], its.noise[2]]);
    expect(wOf(mix)).toEqual([
      [1, 1, -2],
      [1, 20, -40],
      [0.5, 1.5 + 2, -3 + 4],
    ]);
  });

  it('blends the parts named, and w in proportion', () => {
    const others = [movedAlong(b, age, [1, 1, 1]), truncated(c, center, [0, 0, 0])];
    const blend = latents(blended(a, others, [2, 1, 1], { x_T: true, z: [1], noise: [1] }));
    const draws = [a, b, c].map(drawn);
    expect(blend.x_T).toEqual(
      sphericalBlend(
        draws.map(({ x_T }) => x_T),
        [2, 1, 1],
      ),
    );
    expect(blend.z[0]).toEqual(draws[0]!.z[0]);
    expect(blend.z[1]).toEqual(
      sphericalBlend(
        draws.map(({ z }) => z[1]!),
        [2, 1, 1],
      ),
    );
    expect(blend.noise[2]).toEqual(draws[0]!.noise[2]);
    expect(wOf(blend)).toEqual([UNCHANGED, [0.75, 0.25 + 1, -0.5 + 2], UNCHANGED]);
  });

  it('gives a picture itself where it has all the weight', () => {
    const edited = truncated(
      movedAlong(varied(b, '5', evenStrength(STEPS, 0.3)), age, [1, 0, 2]),
      center,
      [1, 0.5, 0],
    );
    for (const weight of [0.01, 0.3, 7]) {
      expect(latents(blended(a, [edited, c], [0, weight, 0], all))).toEqual(latents(edited));
      expect(latents(blended(edited, [a, c], [weight, 0, 0], all))).toEqual(latents(edited));
    }
  });

  it('moves w along directions that add up', () => {
    const direction = movedAlong(movedAlong(a, age, [0, 1, -0.5]), age, [0, 2, 0.5]);
    const { w, ...rest } = latents(direction);
    expect(rest).toEqual(drawn(a));
    expect(wOf({ ...rest, w })).toEqual([UNCHANGED, [1, 3, -6], UNCHANGED]);
    expect(w[0]!.offset).toBeNull();
  });

  it('draws w towards its mean, with all that movedAlong it before', () => {
    const truncation = latents(truncated(movedAlong(a, age, [1, 1, 1]), center, [1, 0.5, 0]));
    expect(wOf(truncation)).toEqual([
      [1, 1, -2],
      [0.5, 2.5, 3],
      [0, 4, 8],
    ]);
    const twice = latents(truncated(truncated(a, center, [0.5, 1, 1]), center, [0.5, 1, 1]));
    expect(wOf(twice)[0]).toEqual([0.25, 3, 6]);
    const after = latents(movedAlong(truncated(a, center, [0, 1, 1]), age, [1, 1, 1]));
    expect(wOf(after)[0]).toEqual([0, 5, 6]);
  });

  it('applies edits in order', () => {
    const first = mixed(varied(a, '9', evenStrength(STEPS, 0.5)), b, { ...none, x_T: true });
    expect(latents(first).x_T).toEqual(drawn(b).x_T);
    const last = varied(mixed(a, b, { ...none, x_T: true }), '9', evenStrength(STEPS, 0.5));
    const other = drawn({ ...a, seed: '9' }).x_T;
    expect(latents(last).x_T).toEqual(slerp(drawn(b).x_T, other, 0.5));
  });

  it('changes nothing where an edit names no part', () => {
    expect(latents(mixed(a, b, none))).toEqual(latents(a));
    expect(latents(blended(a, [b], [1, 1], none))).toEqual(latents(a));
  });

  it('keeps the length of what it blends', () => {
    const { x_T } = latents(blended(a, [c], [1, 1], all));
    const length = (values: Float32Array) => Math.hypot(...values);
    const mean = (length(drawn(a).x_T) + length(drawn(c).x_T)) / 2;
    expectAllClose([length(x_T)], [mean], { relative: 1e-5 });
  });

  it('goes along curves, and w straight', () => {
    const others = [b, truncated(c, center, [0, 0, 0])];
    const curve = latents(
      curved(movedAlong(a, age, [1, 1, 1]), others, 0.5, { x_T: true, z: [1], noise: [2] }),
    );
    const draws = [a, b, c].map(drawn);
    const points = (of: (each: (typeof draws)[number]) => Float32Array) => draws.map(of);
    expect(curve.x_T).toEqual(
      sphericalCurve(
        points(({ x_T }) => x_T),
        0.5,
      ),
    );
    expect(curve.z[0]).toEqual(draws[0]!.z[0]);
    expect(curve.z[1]).toEqual(
      sphericalCurve(
        points(({ z }) => z[1]!),
        0.5,
      ),
    );
    expect(curve.noise[1]).toEqual(draws[0]!.noise[1]);
    expect(curve.noise[2]).toEqual(
      sphericalCurve(
        points(({ noise }) => noise[2]!),
        0.5,
      ),
    );
    // Shares 1/4, 1/2 and 1/4 of (w + v), w and the mean.
    expect(wOf(curve)).toEqual([
      [1, 1, -2],
      [0.75, 0.25 + 1, -0.5 + 2],
      [1, 1, -2],
    ]);
  });

  it('gives a picture itself at the ends of a curve', () => {
    const edited = truncated(
      movedAlong(varied(b, '5', evenStrength(STEPS, 0.3)), age, [1, 0, 2]),
      center,
      [1, 0.5, 0],
    );
    for (const controls of [[edited], [c, edited], [c, a, edited]]) {
      expect(latents(curved(a, controls, 1, all))).toEqual(latents(edited));
      expect(latents(curved(edited, controls, 0, all))).toEqual(latents(edited));
    }
  });

  it('drifts by the streams below those of the seed', () => {
    const strength = { x_T: 0.5, z: [0, 1, 0], noise: [0, 0, 0.25] };
    const { x_T, z, noise, w } = latents(drifted(movedAlong(a, age, [1, 0, 0]), '9', strength, 0.125));
    const own = drawn(a);
    const circle = (name: string, index: number, length: number) => {
      const stream = randomStream(parseSeed('9'), name, index);
      return [0, 1].map((k) => stream.split('drift', k).normals(length)) as [Float32Array, Float32Array];
    };
    const length = own.x_T.length;
    expect(x_T).toEqual(driftPoint(own.x_T, circle('x_T', 0, length), Math.PI / 4, 0.125));
    expect(z).toEqual([own.z[0], driftPoint(own.z[1]!, circle('z', 1, 6), Math.PI / 2, 0.125), own.z[2]]);
    expect(noise).toEqual([
      null,
      own.noise[1],
      driftPoint(own.noise[2]!, circle('noise', 2, length), Math.PI / 8, 0.125),
    ]);
    expect(w[0]!.offset).toEqual(Float32Array.of(1, -2));
  });

  it('refuses vectors of another model', () => {
    const wrong = floatsToBase64(Float32Array.of(1, 2, 3));
    expect(() => latents(movedAlong(a, { ...age, vector: wrong }, [1, 0, 0]))).toThrow(
      'a vector of 3 numbers, but w of this model has 2',
    );
    expect(() => latents(truncated(a, wrong, [0, 1, 1]))).toThrow(/vector of 3/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import { expectAllClose, expectSameBits } from '../../../../test/support/allclose.ts';
import { floatsToBase64 } from '../../../shared/recipe/base64-floats.ts';
import { type Easing, EASINGS, type KeyFramePath } from '../../../shared/path/latent-path.ts';
import { parseLatentRecipe } from '../../../shared/recipe/parse-recipe.ts';
import type { LatentRecipe, Parts } from '../../../shared/recipe/recipe.ts';
import { type EditedLatents, latentsOf } from '../compose.ts';
import { evenStrength, mixed, movedAlong, varied } from '../edits.ts';
import { frameRecipe, segmentRecipe } from './frame.ts';
import { recipeAtKeyFrame } from './key-frames.ts';
import {
  STEPS,
  shape,
  all,
  none,
  frameLatents,
  seeded,
  pathOf,
  withSegments,
  latents,
  norm,
  angle,
} from './testing.ts';
import { framesOf } from './timeline.ts';

const vectorsOf = ({ x_T, z, noise }: EditedLatents) => [x_T, ...z, noise[1]!];

/** Numbers a frame, by central differences on the curve at a share of its way. */
function velocity(path: KeyFramePath, segment: number, at: number, frames: number): Float32Array {
  const h = at === 0 ? 1e-3 : -1e-3;
  const value = (share: number) => latents(segmentRecipe(path, segment, share)).x_T;
  // One-sided, of second order: the curve ends there.
  const [x0, x1, x2] = [value(at), value(at + h), value(at + 2 * h)];
  return x0.map((x, k) => (4 * x1[k]! - x2[k]! - 3 * x) / (2 * h) / frames);
}

const easing = fc.constantFrom<Easing>(...EASINGS);

describe('frames of a path', () => {
  it('are the key frames at the ends and at key frames, to the bit, unedited', () => {
    const seeds = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(seeds, easing, fc.boolean(), (numbers, chosen, loop) => {
        const recipes = numbers.map(seeded);
        const path = pathOf(recipes, { easing: chosen, loop, frames: 3 });
        recipes.forEach((recipe, i) => {
          expect(frameRecipe(path, 3 * i)).toEqual(recipe);
          expect(frameLatents(path, 3 * i, shape)).toEqual(latents(recipe));
        });
      }),
      { numRuns: cases(20) },
    );
  });

  it.each(EASINGS)('come to the key frames without a jump: %s', (chosen) => {
    const path = pathOf([1, 2, 3].map(seeded), { easing: chosen });
    for (const [segment, share, key] of [
      [0, 1e-6, 1],
      [0, 1 - 1e-6, 2],
      [1, 1e-6, 2],
      [1, 1 - 1e-6, 3],
    ] as const) {
      const near = vectorsOf(latents(segmentRecipe(path, segment, share)));
      vectorsOf(latents(seeded(key))).forEach((expected, i) => {
        expectAllClose(near[i]!, expected, { absolute: 1e-4 });
      });
    }
  });

  it('are the same every time, also after JSON', () => {
    const path = pathOf([1, 2, 3].map(seeded), { easing: 'catmull-rom', loop: true });
    const again = JSON.parse(JSON.stringify(path)) as KeyFramePath;
    expect(frameRecipe(again, 14)).toEqual(frameRecipe(path, 14));
    const [a, b] = [path, again].map((each) => frameLatents(each, 14, shape));
    expect(a).toEqual(b);
  });

  it.each(EASINGS)('are valid recipes, also between pictures with many edits: %s', (chosen) => {
    const center = floatsToBase64(Float32Array.of(1, 2, 3, 4));
    const edited = [1, 2, 3, 4].map((seed) =>
      Array.from({ length: 20 }, (_, i) => i).reduce<LatentRecipe>(
        (recipe, i) => varied(recipe, String(i), evenStrength(STEPS, 0.2)),
        movedAlong(
          mixed(seeded(seed), mixed(seeded(7), seeded(8), all), all),
          { name: 'x', vector: center },
          [1, 1],
        ),
      ),
    );
    const path = pathOf(edited, { easing: chosen });
    const frame = frameRecipe(path, 15);
    expect(parseLatentRecipe(JSON.parse(JSON.stringify(frame)), STEPS)).toEqual(frame);
  });

  it('have the mean and variance of draws, within 1%', () => {
    const large = { ...shape, imageSize: 256 };
    for (const chosen of EASINGS) {
      const path = pathOf([1, 2, 3, 4].map(seeded), { easing: chosen });
      for (const share of [0.2, 0.5]) {
        const { x_T } = latentsOf(segmentRecipe(path, 1, share), 1, large);
        const mean = x_T.reduce((sum, x) => sum + x, 0) / x_T.length;
        const variance = x_T.reduce((sum, x) => sum + (x - mean) ** 2, 0) / x_T.length;
        expect(Math.abs(mean), chosen).toBeLessThan(0.01);
        expect(Math.abs(variance - 1), chosen).toBeLessThan(0.01);
      }
    }
  });

  it('keep the mean square of z within 1% of that of the key frames', () => {
    const small = { ...shape, imageSize: 1 };
    for (const chosen of EASINGS) {
      let [between, ends, count] = [0, 0, 0];
      for (let seed = 0; seed < 400; seed += 4) {
        const path = pathOf(
          [0, 1, 2, 3].map((i) => seeded(seed + i)),
          { easing: chosen },
        );
        for (const z of latentsOf(segmentRecipe(path, 1, 0.4), STEPS, small).z)
          between += norm(z) ** 2 / z.length;
        for (const key of [1, 2])
          for (const z of latentsOf(seeded(seed + key), STEPS, small).z) ends += norm(z) ** 2 / z.length;
        count += STEPS;
      }
      expect(Math.abs(between / count / (ends / count / 2) - 1), chosen).toBeLessThan(0.01);
    }
  });
});

describe('linear easing', () => {
  it('turns every latent at a constant speed', () => {
    const path = pathOf([seeded(1), seeded(2)], { frames: 16 });
    const frames = Array.from({ length: 17 }, (_, i) => vectorsOf(frameLatents(path, i, shape)));
    frames[0]!.forEach((first, part) => {
      const whole = angle(first, frames[16]![part]!);
      for (let i = 0; i < 16; i++) {
        expect(angle(frames[i]![part]!, frames[i + 1]![part]!)).toBeCloseTo(whole / 16, 5);
      }
    });
  });
});

describe('smooth easing', () => {
  it('starts and ends at rest', () => {
    const path = pathOf([seeded(1), seeded(2)], { easing: 'smooth', frames: 100 });
    const at = (frame: number) => frameLatents(path, frame, shape).x_T;
    const whole = angle(at(0), at(100));
    expect(angle(at(0), at(1))).toBeLessThan(0.001 * whole);
    expect(angle(at(99), at(100))).toBeLessThan(0.001 * whole);
    expect(angle(at(50), at(51))).toBeGreaterThan(0.014 * whole);
  });
});

describe('catmull-rom easing', () => {
  const speedOf = (path: KeyFramePath, segment: number, at: number) =>
    velocity(path, segment, at, path.segments[segment]!.duration.count);

  it.each([
    ['equal durations', [10, 10, 10]],
    ['a short segment beside a long one', [40, 3, 20]],
  ])('goes through key frames with one velocity: %s', (_, counts) => {
    const path = withSegments(
      pathOf([1, 2, 3, 4].map(seeded), { easing: 'catmull-rom' }),
      counts.map((count) => ({ duration: { unit: 'frames', count } })),
    );
    for (const segment of [0, 1]) {
      const before = speedOf(path, segment, 1);
      const after = speedOf(path, segment + 1, 0);
      expect(norm(before)).toBeGreaterThan((0.5 * norm(latents(seeded(1)).x_T)) / Math.max(...counts));
      expectAllClose(before, after, {
        absolute: (2e-3 * norm(after)) / Math.sqrt(after.length) + 2e-3 / Math.min(...counts),
      });
    }
  });

  it('does so where a loop closes, and does not repeat its first frame', () => {
    const path = pathOf([1, 2, 3].map(seeded), { easing: 'catmull-rom', loop: true });
    expect(framesOf(path)).toBe(30);
    expectAllClose(speedOf(path, 2, 1), speedOf(path, 0, 0), { absolute: 1e-3 });
    const last = frameLatents(path, 29, shape).x_T;
    const first = frameLatents(path, 0, shape).x_T;
    const second = frameLatents(path, 1, shape).x_T;
    expect(angle(last, first)).toBeGreaterThan(0);
    expect(angle(last, first) / angle(first, second)).toBeCloseTo(1, 1);
  });

  it('keeps the speed of its ends near that of the way', () => {
    const path = pathOf([seeded(1), seeded(2)], { easing: 'catmull-rom', frames: 16 });
    const linear = pathOf([seeded(1), seeded(2)], { frames: 16 });
    for (const frame of [3, 8, 13]) {
      expectAllClose(frameLatents(path, frame, shape).x_T, frameLatents(linear, frame, shape).x_T, {
        absolute: 1e-5,
      });
    }
  });

  it('turns round at rest where it comes back, whatever the angle', () => {
    const there = pathOf([1, 2].map(seeded), { easing: 'catmull-rom', loop: true });
    for (const [segment, at] of [
      [0, 0],
      [0, 1],
      [1, 0],
    ] as const) {
      expect(norm(velocity(there, segment, at, 1))).toBeLessThan(0.01 * norm(latents(seeded(1)).x_T));
    }
  });

  it('rests at held key frames and beside smooth segments', () => {
    const smooth = withSegments(pathOf([1, 2, 3].map(seeded), { easing: 'catmull-rom' }), [
      { easing: 'smooth' },
    ]);
    expect(norm(velocity(smooth, 1, 0, 1))).toBeLessThan(0.05);
    const held = pathOf([1, 2, 3].map(seeded), { easing: 'catmull-rom', hold: { unit: 'frames', count: 2 } });
    for (const at of [0, 1]) expect(norm(velocity(held, 0, at, 1))).toBeLessThan(0.05);
  });
});

describe('parts', () => {
  const layout: Parts = { ...none, x_T: true };
  const style: Parts = { ...none, z: [0, 1] };

  it('that do not move stay as they were, in the key frames that follow too', () => {
    const path = withSegments(pathOf([1, 2, 3].map(seeded), { easing: 'catmull-rom' }), [
      { parts: layout },
      { parts: style },
    ]);
    const [a, b, c] = [1, 2, 3].map((seed) => latents(seeded(seed)));
    for (let frame = 0; frame <= 20; frame++) {
      const { x_T, z, noise } = frameLatents(path, frame, shape);
      if (frame <= 10) expect(z).toEqual(a!.z);
      if (frame >= 10) expectSameBits(x_T, b!.x_T);
      expect(noise).toEqual(a!.noise);
    }
    expect(latents(recipeAtKeyFrame(path, 2))).toMatchObject({ x_T: b!.x_T, z: c!.z, noise: a!.noise });
  });

  it('that move on both sides of a key frame go through it; others rest', () => {
    const path = withSegments(pathOf([1, 2, 3].map(seeded), { easing: 'catmull-rom' }), [
      { parts: style },
      { parts: { ...style, x_T: true } },
    ]);
    expect(norm(velocity(path, 1, 0, 1))).toBeLessThan(0.05);
    const z = (share: number) => latents(segmentRecipe(path, 1, share)).z[0]!;
    expect(angle(z(0), z(0.01))).toBeGreaterThan(0.005);
  });
});

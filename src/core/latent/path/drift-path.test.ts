import { describe, expect, it } from 'vitest';
import { expectSameBits } from '../../../../test/support/allclose.ts';
import { parseLatentRecipe } from '../../../shared/recipe/parse-recipe.ts';
import { frameRecipe } from './frame.ts';
import { driftPath } from './path.ts';
import { angle, frameLatents, latents, norm, picture, seeded, shape, STEPS } from './testing.ts';
import { framesOf } from './timeline.ts';

describe('a drift path', () => {
  const strength = { x_T: 0.2, z: [0.3, 0], noise: [0, 0.1] };
  const path = driftPath(picture(seeded(1)), {
    fps: 24,
    seed: '5',
    strength,
    duration: { unit: 'seconds', count: 1 },
  });

  it('keeps one distance from the picture, one speed and the length, and closes', () => {
    expect(framesOf(path)).toBe(24);
    const centre = latents(seeded(1));
    const frames = Array.from({ length: 24 }, (_, i) => frameLatents(path, i, shape));
    const steps = frames.map(({ x_T }, i) => angle(x_T, frames[(i + 1) % 24]!.x_T));
    for (const { x_T, z, noise } of frames) {
      expect(angle(x_T, centre.x_T)).toBeCloseTo((0.2 * Math.PI) / 2, 4);
      expect(angle(z[0]!, centre.z[0]!)).toBeCloseTo((0.3 * Math.PI) / 2, 4);
      expectSameBits(z[1]!, centre.z[1]!);
      expect(angle(noise[1]!, centre.noise[1]!)).toBeCloseTo((0.1 * Math.PI) / 2, 4);
      expect(norm(x_T)).toBeCloseTo(norm(centre.x_T), 3);
    }
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 4);
    expect(angle(frames[0]!.x_T, frames[12]!.x_T)).toBeCloseTo(0.2 * Math.PI, 4);
  });

  it('goes another way with another seed, and is a valid recipe', () => {
    const other = { ...path, seed: '6' };
    expect(frameLatents(other, 3, shape).x_T).not.toEqual(frameLatents(path, 3, shape).x_T);
    const recipe = frameRecipe(path, 3);
    expect(parseLatentRecipe(JSON.parse(JSON.stringify(recipe)), STEPS)).toEqual(recipe);
    expect(() => frameRecipe(path, 24)).toThrow(RangeError);
  });
});

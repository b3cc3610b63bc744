import { describe, expect, it } from 'vitest';
import type { KeyFramePath } from '../../../shared/path/latent-path.ts';
import { frameRecipe } from './frame.ts';
import { frameLatents, latents, none, norm, pathOf, seeded, shape, withSegments } from './testing.ts';

describe('paths through w', () => {
  const styles = [1, 2, 3].map((key) => [0, 1].map((t) => Float32Array.of(key, t, key * key, -key)));
  const wOf = (path: KeyFramePath, frame: number) =>
    frameLatents(path, frame, shape, styles).w.map(({ scale, offset }) => [scale, ...offset!]);

  it('replace w by points on the line or the circle between those of the key frames', () => {
    const linear = pathOf([1, 2].map(seeded), { space: 'w-linear' });
    expect(wOf(linear, 5)).toEqual([
      [0, 1.5, 0, 2.5, -1.5],
      [0, 1.5, 1, 2.5, -1.5],
    ]);
    const spherical = pathOf([1, 2].map(seeded), { space: 'w-spherical' });
    const length = (norm(styles[0]![0]!) + norm(styles[1]![0]!)) / 2;
    expect(Math.hypot(...wOf(spherical, 5)[0]!.slice(1))).toBeCloseTo(length, 4);
    expect(frameLatents(linear, 5, shape, styles).x_T).toEqual(
      frameLatents(pathOf([1, 2].map(seeded)), 5, shape).x_T,
    );
  });

  it('leave key frames and held steps as they are', () => {
    const path = pathOf([1, 2, 3].map(seeded), { space: 'w-linear', easing: 'catmull-rom' });
    expect(frameRecipe(path, 10, styles)).toEqual(seeded(2));
    const held = withSegments(path, [{ parts: { ...none, z: [1] } }, { parts: { ...none, z: [1] } }]);
    const { w, z } = frameLatents(held, 4, shape, styles);
    expect(w[0]).toEqual({ scale: 1, offset: null });
    expect(z[0]).toEqual(latents(seeded(1)).z[0]);
    expect(w[1]!.scale).toBe(0);
  });

  it('say that the w of key frames are missing', () => {
    expect(() => frameRecipe(pathOf([1, 2].map(seeded), { space: 'w-linear' }), 5)).toThrow(/needs the w/);
  });
});

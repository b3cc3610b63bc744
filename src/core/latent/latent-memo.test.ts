import { describe, expect, it } from 'vitest';
import type { LatentPath } from '../../shared/path/latent-path.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { latentsOf } from './compose.ts';
import { allParts, blended, evenStrength, mixed, varied } from './edits.ts';
import { LatentMemo } from './latent-memo.ts';
import { driftPath, evenDurations, keyFramePath } from './path/path.ts';
import { frameRecipe } from './path/frame.ts';
import { framesOf } from './path/timeline.ts';

const STEPS = 3;
const shape = { imageSize: 8, numChannels: 3, nz: 6, zEmbDim: 2 };
const base = { model: { name: 'm', sha256: 'ab'.repeat(32) }, steps: STEPS, imageSize: 8 };
const plain = (seed: number): LatentRecipe => ({ seed: String(seed), temperature: { x_T: 1, z: 0.9 } });

const pictures = [
  plain(1),
  varied(plain(2), '9', evenStrength(STEPS, 0.3)),
  blended(plain(3), [mixed(plain(4), plain(1), { x_T: true, z: [1], noise: [] })], [1, 2], allParts(STEPS)),
].map((recipe) => ({ ...base, ...recipe }));

const curve = keyFramePath(pictures, {
  fps: 24,
  easing: 'catmull-rom',
  space: 'z',
  loop: true,
  hold: { unit: 'frames', count: 1 },
  durations: evenDurations(18, 3),
});
const drift = driftPath(pictures[2]!, {
  fps: 24,
  seed: '5',
  strength: evenStrength(STEPS, 0.2),
  duration: { unit: 'frames', count: 9 },
});

const recipes = (path: LatentPath) =>
  Array.from({ length: framesOf(path) }, (_, frame) => frameRecipe(path, frame));

describe('LatentMemo', () => {
  it.each([
    ['a curve through edited key frames', curve],
    ['a drift', drift],
  ])('changes no bit of the latents along %s', (_, path) => {
    const memo = new LatentMemo();
    for (const recipe of recipes(path)) {
      expect(latentsOf(recipe, STEPS, shape, memo)).toEqual(latentsOf(recipe, STEPS, shape));
    }
  });

  it('makes again what it had no room to keep', () => {
    const memo = new LatentMemo();
    const made: string[] = [];
    const get = (key: string, length: number) =>
      memo.get(key, () => {
        made.push(key);
        return new Float32Array(length);
      });
    for (const key of ['a', 'b', 'a', 'b']) get(key, 10);
    get('large', 1 << 24);
    get('a', 10);
    expect(made).toEqual(['a', 'b', 'large', 'a']);
  });
});

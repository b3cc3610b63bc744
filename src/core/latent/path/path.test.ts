import { describe, expect, it } from 'vitest';
import { keyFramePath, type PathRecipe } from './path.ts';

const picture: PathRecipe = {
  model: { name: 'faces', sha256: '0'.repeat(64) },
  steps: 2,
  imageSize: 32,
  seed: '1',
  temperature: { x_T: 1, z: 1 },
};
const cats = { name: 'cats', sha256: '1'.repeat(64) };
const options = {
  fps: 24,
  durations: [{ unit: 'frames', count: 3 }],
  easing: 'linear',
  space: 'z',
  loop: false,
  hold: { unit: 'frames', count: 0 },
} as const;

describe('keyFramePath', () => {
  it.each([
    ['another T', { ...picture, steps: 4 }, 'made in 4 steps'],
    [
      'another model and T',
      { ...picture, model: cats, steps: 4 },
      'key frame 2 of cats is made in 4 steps, the first of faces in 2',
    ],
    ['another size', { ...picture, imageSize: 64 }, '64 pixels'],
    ['weights between two models', { ...picture, fade: { model: cats, amount: 0.5 } }, 'between the models'],
  ])('refuses a key frame of %s, with a word why', (_, other, why) => {
    expect(() => keyFramePath([picture, other], options)).toThrow(why);
  });

  it('refuses fewer than two pictures, and durations that do not fit', () => {
    expect(() => keyFramePath([picture], options)).toThrow(/two key frames/);
    expect(() => keyFramePath([picture, picture], { ...options, loop: true })).toThrow('2 segments');
  });

  it("names the models of key frames where they are not the first one's", () => {
    const path = keyFramePath([picture, { ...picture, model: cats }], options);
    expect(path).toMatchObject({ version: 2, model: picture.model });
    expect(path.keyFrames.map(({ model }) => model)).toEqual([undefined, cats]);
    const alone = keyFramePath(
      [picture, picture].map((each) => ({ ...each, model: cats })),
      options,
    );
    expect(alone).toMatchObject({ version: 1, model: cats });
    expect(alone.keyFrames.map(({ model }) => model)).toEqual([undefined, undefined]);
  });

  it('holds nothing of a picture but what its latents come from', () => {
    const { keyFrames } = keyFramePath([picture, picture], options);
    expect(keyFrames[0]!.picture).toEqual({ seed: '1', temperature: { x_T: 1, z: 1 } });
  });
});

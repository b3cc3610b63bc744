import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Easing, EASINGS, type KeyFramePath } from '../../../shared/path/latent-path.ts';
import { parseLatentPath } from '../../../shared/path/parse-latent-path.ts';
import { wayAt } from './easing.ts';
import { evenDurations, keyFramePath } from './path.ts';
import { frameModel, frameRecipe, segmentRecipe } from './frame.ts';
import { keyFrameModel, modelsOf, segmentModel, withOwnModels } from './models.ts';
import { framesOf, momentOf } from './timeline.ts';

const MODELS = ['faces', 'cats', 'dogs'].map((name, i) => ({ name, sha256: String(i).repeat(64) }));
const FRAMES = 4;

function pathOf(models: readonly number[], easing: Easing, loop: boolean): KeyFramePath {
  const pictures = models.map((model, i) => ({
    model: MODELS[model]!,
    steps: 2,
    imageSize: 16,
    seed: String(i),
    temperature: { x_T: 1, z: 1 },
  }));
  const segments = models.length - (loop ? 0 : 1);
  return keyFramePath(pictures, {
    fps: 24,
    easing,
    space: 'z',
    loop,
    hold: { unit: 'frames', count: 1 },
    durations: evenDurations(FRAMES * segments, segments),
  });
}

const models = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 5 });
const paths = fc
  .tuple(models, fc.constantFrom<Easing>(...EASINGS), fc.boolean())
  .map(([numbers, easing, loop]) => ({ numbers, path: pathOf(numbers, easing, loop) }));

describe('a path through several models', () => {
  it('is written as one that can be read, with every model once', () => {
    fc.assert(
      fc.property(paths, ({ numbers, path }) => {
        expect(parseLatentPath(JSON.parse(JSON.stringify(path)))).toEqual(path);
        expect(path.version).toBe(new Set(numbers).size > 1 ? 2 : 1);
        expect(modelsOf(path)).toEqual([...new Set(numbers)].map((number) => MODELS[number]));
        expect(withOwnModels(path)).toEqual(path);
      }),
    );
  });

  it('shows key frames with their own weights, and fades between them as the latents go', () => {
    fc.assert(
      fc.property(paths, ({ numbers, path }) => {
        for (let frame = 0; frame < framesOf(path); frame++) {
          const moment = momentOf(path, frame);
          const { fade } = frameRecipe(path, frame);
          const [from, to] = [moment.index, (moment.index + 1) % numbers.length];
          expect(frameModel(path, frame)).toBe(keyFrameModel(path, from));
          if (moment.kind === 'key-frame' || numbers[from] === numbers[to]) expect(fade).toBeUndefined();
          else {
            const amount = wayAt(path.segments[from]!, moment.time);
            expect(fade).toEqual({ model: MODELS[numbers[to]!], amount });
          }
        }
      }),
    );
  });

  it('is at a key frame where the pace of a segment rests there', () => {
    const path = pathOf([0, 1], 'linear', false);
    const segments = path.segments.map((segment) => ({ ...segment, pace: [0, 0, 1, 1, 1] }));
    const frames = [2, 3, 4].map((frame) => ({
      model: frameModel({ ...path, segments }, frame).name,
      seed: frameRecipe({ ...path, segments }, frame).seed,
      fade: frameRecipe({ ...path, segments }, frame).fade,
    }));
    expect(frames).toEqual([
      { model: 'faces', seed: '0', fade: undefined },
      { model: 'cats', seed: '1', fade: undefined },
      { model: 'cats', seed: '1', fade: undefined },
    ]);
  });

  it('has at the end of a segment the recipe and the model of the next key frame', () => {
    const path = pathOf([0, 1], 'catmull-rom', true);
    expect(segmentRecipe(path, 1, 1)).toEqual(path.keyFrames[0]!.picture);
    expect([0, 0.5, 1].map((share) => segmentModel(path, 1, share).name)).toEqual(['cats', 'cats', 'faces']);
  });
});

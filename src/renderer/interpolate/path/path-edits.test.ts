import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import { keyFrameModel } from '../../../core/latent/path/models.ts';
import { framesOf } from '../../../core/latent/path/timeline.ts';
import type { KeyFramePath } from '../../../shared/path/latent-path.ts';
import {
  driftAround,
  driftAroundOther,
  duplicated,
  inserted,
  keyFramesOfDrift,
  pathFrom,
  removed,
  renderable,
  reordered,
  withFps,
  withHold,
  withLoop,
  withSegment,
} from './path-edits.ts';
import { accepted, ALL, ofCats, pathThrough, picture, seedsOf } from '../testing.ts';

const LAYOUT = { ...ALL, z: [], noise: [] };

describe('edits of a path', () => {
  it('give paths that a project holds, in whatever order they come', () => {
    const edit = fc.record({
      kind: fc.constantFrom('insert', 'remove', 'move', 'copy', 'loop', 'parts', 'hold', 'fps'),
      at: fc.nat(20),
      to: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
        let path: KeyFramePath = pathFrom(picture(0));
        for (const { kind, at, to } of edits) {
          const count = path.keyFrames.length;
          if (kind === 'insert') path = inserted(path, at % (count + 1), [picture(at), ofCats(picture(to))]);
          if (kind === 'remove') path = removed(path, at % count) ?? path;
          if (kind === 'move') path = reordered(path, at % count, to % count);
          if (kind === 'copy') path = duplicated(path, at % count);
          if (kind === 'loop' && count > 1) path = withLoop(path, at % 2 === 0);
          if (kind === 'hold') path = withHold(path, at % count, to / 10);
          if (kind === 'fps') path = withFps(path, 1 + at);
          if (kind === 'parts' && count > 1) {
            path = withSegment(path, at % path.segments.length, { parts: to % 2 === 0 ? LAYOUT : ALL });
          }
          accepted(path);
          accepted(renderable(path));
        }
      }),
      { numRuns: cases(60) },
    );
  });

  it('put key frames in where they are asked for, and take one out', () => {
    const path = pathThrough([1, 2, 3]);
    expect(seedsOf(inserted(path, 0, [picture(9)]))).toEqual(['9', '1', '2', '3']);
    expect(seedsOf(inserted(path, 1, [picture(8), picture(9)]))).toEqual(['1', '8', '9', '2', '3']);
    expect(seedsOf(inserted(path, 3, [picture(9)]))).toEqual(['1', '2', '3', '9']);
    expect(seedsOf(removed(path, 1))).toEqual(['1', '3']);
    expect(removed(pathFrom(picture(1)), 0)).toBeNull();
    expect(seedsOf(reordered(path, 0, 2))).toEqual(['2', '3', '1']);
    expect(seedsOf(duplicated(path, 1))).toEqual(['1', '2', '2', '3']);
  });

  it('leave the segment that closes a loop where it is, and let it move what others move', () => {
    const closing = { duration: { unit: 'frames', count: 7 }, parts: LAYOUT } as const;
    const looped = withSegment(withLoop(pathThrough([1, 2]), true), 1, closing);
    expect(looped.segments.map(({ parts }) => parts)).toEqual([ALL, ALL]);
    for (const changed of [
      inserted(looped, 2, [picture(3)]),
      removed(inserted(looped, 1, [picture(3)]), 2),
    ]) {
      expect(changed?.segments.at(-1)?.duration).toEqual(closing.duration);
    }
    expect(withLoop(looped, false).segments).toHaveLength(1);
  });

  it('keep all times at another rate of frames', () => {
    const path = withFps(pathThrough([1, 2]), 12);
    expect(framesOf(path)).toBe(13);
    expect(framesOf(withFps(path, 24))).toBe(25);
  });

  it('say why a picture does not fit', () => {
    const slow = { ...picture(2), steps: 4 };
    const path = pathThrough([1, 2]);
    expect(() => inserted(path, 0, [slow])).toThrow(/made in 4 steps/);
    expect(() => driftAroundOther(driftAround(path, 0, '5'), slow)).toThrow(/made in 4 steps/);
  });

  it('keep the model of each key frame', () => {
    const path = inserted(pathThrough([1, 2]), 1, [ofCats(picture(3))]);
    expect(path.version).toBe(2);
    const names = (of: KeyFramePath | null) => of?.keyFrames.map((_, i) => keyFrameModel(of, i).name);
    expect(names(duplicated(path, 1))).toEqual(['faces', 'cats', 'cats', 'faces']);
    expect(names(reordered(path, 1, 0))).toEqual(['cats', 'faces', 'faces']);
    expect(names(removed(path, 0))).toEqual(['cats', 'faces']);
    expect(removed(path, 1)).toMatchObject({ version: 1 });
    const drift = accepted(driftAround(path, 1, '5'));
    expect(drift).toMatchObject({ version: 1, model: { name: 'cats' } });
    expect(driftAroundOther(drift, picture(9)).model.name).toBe('faces');
    expect(names(keyFramesOfDrift(drift))).toEqual(['cats']);
  });

  it('walk around a key frame, and lead back to it', () => {
    const path = withFps(pathThrough([1, 2]), 30);
    const drift = accepted(driftAround(path, 1, '5'));
    expect(driftAroundOther(drift, picture(9)).picture.seed).toBe('9');
    expect(keyFramesOfDrift(drift)).toMatchObject({ fps: 30, segments: [] });
    expect(seedsOf(keyFramesOfDrift(drift))).toEqual(['2']);
  });
});

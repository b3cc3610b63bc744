import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyFramePath } from '../../../shared/path/latent-path.ts';
import { allParts } from '../edits.ts';
import { framesOf, momentOf } from './timeline.ts';

const pathOf = (holds: readonly number[], segments: readonly number[], loop: boolean): KeyFramePath => ({
  version: 1,
  kind: 'key-frames',
  model: { name: 'faces', sha256: '0'.repeat(64) },
  steps: 1,
  imageSize: 16,
  fps: 10,
  space: 'z',
  loop,
  keyFrames: holds.map((count, i) => ({
    picture: { seed: String(i), temperature: { x_T: 1, z: 1 } },
    hold: { unit: 'frames', count },
  })),
  segments: segments.map((count) => ({
    duration: { unit: 'frames', count },
    easing: 'linear',
    parts: allParts(1),
  })),
});

const words = (path: KeyFramePath) =>
  Array.from({ length: framesOf(path) }, (_, frame) => {
    const moment = momentOf(path, frame);
    return moment.kind === 'key-frame' ? `K${moment.index}` : `${moment.index}+${moment.time}`;
  });

describe('a path in time', () => {
  it('shows key frames, what they hold, and what lies between', () => {
    expect(words(pathOf([1, 0, 2], [2, 4], false))).toEqual([
      ...['K0', 'K0', '0+0.5', 'K1', '1+0.25', '1+0.5', '1+0.75', 'K2', 'K2', 'K2'],
    ]);
  });

  it('ends before its first frame comes again, where it is a loop', () => {
    expect(words(pathOf([0, 1], [2, 2], true))).toEqual(['K0', '0+0.5', 'K1', 'K1', '1+0.5']);
  });

  it('has each key frame once for each frame that it holds, and times that rise', () => {
    const holds = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        holds,
        fc.boolean(),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (held, loop, lengths) => {
          const counts = [...lengths.take(held.length - (loop ? 0 : 1))];
          const path = pathOf(held, counts, loop);
          const moments = Array.from({ length: framesOf(path) }, (_, frame) => momentOf(path, frame));
          held.forEach((hold, index) => {
            expect(moments.filter((m) => m.kind === 'key-frame' && m.index === index)).toHaveLength(hold + 1);
          });
          const order = moments.map((m) => m.index + (m.kind === 'segment' ? m.time : 0));
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          expect(() => momentOf(path, moments.length)).toThrow(RangeError);
        },
      ),
    );
  });

  it('takes seconds, of which a segment has one frame at least', () => {
    const path = pathOf([0, 0], [1], false);
    const [segment] = path.segments;
    const seconds = (count: number) =>
      framesOf({ ...path, segments: [{ ...segment!, duration: { unit: 'seconds', count } }] });
    expect([seconds(2.5), seconds(0)]).toEqual([26, 2]);
    expect(() => seconds(20_000)).toThrow('The path has 200,001 frames; at most 100,000 are possible.');
  });

  it.each([-1, 0.5, NaN, 99])('has no frame %d', (frame) => {
    expect(() => momentOf(pathOf([1, 1], [3], false), frame)).toThrow(RangeError);
  });
});

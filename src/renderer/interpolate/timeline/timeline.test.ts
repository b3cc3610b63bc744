import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillOrder, nearestFrame } from '../preview/fill-order.ts';
import { withHold, withLoop } from '../path/path-edits.ts';
import { layoutOf, nextStop, placeAt, reorderedPlace, ticksOf, timeCode } from './timeline-layout.ts';
import { pathThrough } from '../testing.ts';

const held = withHold(pathThrough([1, 2, 3]), 1, 0.5);

describe('the layout of a timeline', () => {
  it('has each key frame after the segment that leads to it, and its hold before the next', () => {
    expect(layoutOf(held)).toEqual({
      keyFrames: [
        { start: 0, frames: 0 },
        { start: 24, frames: 12 },
        { start: 60, frames: 0 },
      ],
      segments: [
        { start: 0, frames: 24 },
        { start: 36, frames: 24 },
      ],
      frames: 61,
    });
    expect(layoutOf(withLoop(held, true)).segments).toHaveLength(3);
  });

  it('tells where what is put down comes to stand', () => {
    const layout = layoutOf(held);
    expect([-5, 0, 10, 30, 59, 99].map((frame) => placeAt(layout, frame))).toEqual([0, 1, 1, 2, 2, 3]);
    expect([-5, 10, 30, 99].map((frame) => reorderedPlace(layout, 1, frame))).toEqual([0, 1, 1, 2]);
  });

  it('leads from key frame to key frame', () => {
    const layout = layoutOf(held);
    expect([0, 10, 24, 60].map((frame) => nextStop(layout, frame, 1))).toEqual([24, 24, 60, 60]);
    expect([0, 10, 24, 60].map((frame) => nextStop(layout, frame, -1))).toEqual([0, 0, 0, 24]);
  });
});

describe('time on the screen', () => {
  it.each([
    [0, 24, '0:00.00'],
    [49, 24, '0:02.01'],
    [1500, 25, '1:00.00'],
    [7, 8, '0:00.7'],
  ])('frame %i at %i a second is %s', (frame, fps, text) => expect(timeCode(frame, fps)).toBe(text));

  it('has marks that never crowd, in order, and some that are named', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.constantFrom(8, 24, 25, 60),
        fc.double({ min: 0.2, max: 48, noNaN: true }),
        (frames, fps, pixels) => {
          const ticks = ticksOf(frames, fps, pixels);
          const named = ticks.filter(({ label }) => label !== null);
          expect(named[0]?.frame).toBe(0);
          for (const [marks, least] of [
            [ticks, 9],
            [named, 72],
          ] as const) {
            const gaps = marks.slice(1).map(({ frame }, i) => (frame - marks[i]!.frame) * pixels);
            expect(Math.min(Infinity, ...gaps)).toBeGreaterThanOrEqual(least);
          }
        },
      ),
    );
  });
});

describe('the order in which frames are made', () => {
  it('has every frame once, those of the coarse steps first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(299), (frames, at) => {
        const order = [...fillOrder(frames, Math.min(at, frames - 1))];
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: frames }, (_, i) => i));
        const coarse = order.slice(0, Math.ceil(frames / 16));
        expect(coarse.every((frame) => frame % 16 === 0)).toBe(true);
      }),
    );
    expect([...fillOrder(40, 17)].slice(0, 4)).toEqual([16, 32, 0, 24]);
  });

  it('finds the nearest frame that is there', () => {
    const there = (frame: number) => frame === 3 || frame === 9;
    expect([0, 5, 6, 7, 11].map((frame) => nearestFrame(12, frame, there))).toEqual([3, 3, 3, 9, 9]);
    expect(nearestFrame(12, 5, () => false)).toBeUndefined();
  });
});

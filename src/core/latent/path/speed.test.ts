import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wayAt } from './easing.ts';
import { allParts } from '../edits.ts';
import { evenDurations, keyFramePath } from './path.ts';
import { atEvenPace, atEvenSpeed, evenPace } from './speed.ts';
import { framesOf } from './timeline.ts';

const changes = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 30 });

/** The change up to a share of the way. */
function passed(measured: readonly number[], share: number): number {
  const at = share * measured.length;
  return measured.reduce((sum, change, k) => sum + change * Math.min(1, Math.max(0, at - k)), 0);
}

describe('evenPace', () => {
  it('shares out the change evenly, from 0 to 1 and never back', () => {
    fc.assert(
      fc.property(changes, (measured) => {
        const pace = evenPace(measured);
        const total = passed(measured, 1);
        expect(pace).toHaveLength(measured.length + 1);
        expect([pace[0], pace.at(-1)]).toEqual([0, 1]);
        expect(pace).toEqual(pace.toSorted((a, b) => a - b));
        if (total < 1e-6) return;
        pace.forEach((share, k) => {
          expect(passed(measured, share)).toBeCloseTo((k * total) / measured.length, 6);
        });
      }),
    );
  });

  it('hurries where little changes', () => {
    expect(evenPace([1, 3])).toEqual([0, 2 / 3, 1]);
    expect(evenPace([0, 0, 0, 0])).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(evenPace([0, 2])).toEqual([0, 0.75, 1]);
  });

  it.each([[[]], [[-1]], [[NaN, 1]], [[Infinity]]])('refuses %j', (measured) => {
    expect(() => evenPace(measured)).toThrow(RangeError);
  });
});

describe('atEvenSpeed', () => {
  const path = keyFramePath(
    [1, 2, 3].map((seed) => ({
      model: { name: 'faces', sha256: '0'.repeat(64) },
      steps: 1,
      imageSize: 16,
      seed: String(seed),
      temperature: { x_T: 1, z: 1 },
    })),
    {
      fps: 24,
      durations: evenDurations(40, 2),
      easing: 'catmull-rom',
      space: 'z',
      loop: false,
      hold: { unit: 'frames', count: 0 },
      parts: allParts(1),
    },
  );

  it('gives segments time in proportion to what changes, and keeps the whole', () => {
    const even = atEvenSpeed(path, [
      [1, 3],
      [6, 6],
    ]);
    expect(even.segments.map(({ duration }) => duration.count)).toEqual([11, 29]);
    expect(framesOf(even)).toBe(framesOf(path));
    expect(wayAt(even.segments[0]!, 0.5)).toBeCloseTo(2 / 3, 10);
    expect(atEvenSpeed(path, [[0], [1]]).segments[0]!.duration.count).toBe(1);
  });

  it('keeps the whole for any measurement', () => {
    fc.assert(
      fc.property(changes, changes, (a, b) => {
        const even = atEvenSpeed(path, [a, b]);
        expect(framesOf(even)).toBe(framesOf(path));
        for (const { duration } of even.segments) expect(duration.count).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('is measured at an even pace', () => {
    expect(atEvenPace(path).segments.map((segment) => wayAt(segment, 0.3))).toEqual([0.3, 0.3]);
  });
});

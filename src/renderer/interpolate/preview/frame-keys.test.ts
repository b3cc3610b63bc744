import { describe, expect, it } from 'vitest';
import { driftAround, inserted, reordered, withHold, withSegment, withSegments } from '../path/path-edits.ts';
import { ShortNames } from '../../app/short-names.ts';
import { evennessOf, frameKeys, withoutPace, withoutStalePace } from './frame-keys.ts';
import { ALL, ofCats, pathThrough, picture } from '../testing.ts';

const names = new ShortNames();
const keys = (path: Parameters<typeof frameKeys>[0]) => frameKeys(path, names);
const linear = (seeds: readonly number[]) => withSegments(pathThrough(seeds, 8), { easing: 'linear' });

describe('keys of frames', () => {
  it('are one for each frame, and the same for frames that are the same', () => {
    const path = linear([1, 2, 1]);
    expect(keys(path)).toHaveLength(17);
    expect(keys(path)[0]).toBe(keys(path)[16]);
    expect(new Set(keys(path)).size).toBe(16);
    const held = keys(withHold(path, 0, 5 / 24));
    expect(new Set(held.slice(0, 6)).size).toBe(1);
    expect(held.slice(5)).toEqual(keys(path));
  });

  it('outlive a change of what lies elsewhere', () => {
    const before = keys(linear([1, 2, 3]));
    const after = keys(inserted(linear([1, 2, 3]), 3, [picture(4)]));
    expect(after.slice(0, 17)).toEqual(before);
    const slower = keys(withSegment(linear([1, 2, 3]), 0, { duration: { unit: 'frames', count: 16 } }));
    expect(slower.filter((_, i) => i % 2 === 0).slice(0, 9)).toEqual(before.slice(0, 9));
  });

  it('change with whatever changes the picture', () => {
    const path = linear([1, 2, 3]);
    const middle = keys(path)[4];
    for (const other of [
      reordered(path, 0, 1),
      inserted(linear([1, 3]), 1, [ofCats(picture(2))]),
      { ...path, space: 'w-linear' as const },
      { ...path, model: { ...path.model, sha256: 'b'.repeat(64) } },
      withSegment(path, 0, { parts: { ...ALL, x_T: false } }),
      withSegment(path, 0, { easing: 'smooth' }),
      withSegments(path, { easing: 'catmull-rom' }),
    ]) {
      // A smooth segment is half way in its middle, too.
      const at = other.segments[0]?.easing === 'smooth' ? 3 : 4;
      expect(keys(other)[at]).not.toBe(at === 4 ? middle : keys(path)[3]);
    }
    const drift = driftAround(path, 0, '5');
    expect(keys(drift)[1]).not.toBe(keys({ ...drift, seed: '6' })[1]);
  });
});

describe('an even change', () => {
  const pace = [0, 0.1, 0.5, 1];
  const even = withSegments(linear([1, 2, 3]), { pace });

  it('is stale where a segment is not the one that was measured', () => {
    expect(evennessOf(linear([1, 2, 3]))).toBe('off');
    expect(evennessOf(even)).toBe('even');
    const changed = withoutStalePace(even, inserted(even, 3, [picture(4)]));
    expect(evennessOf(changed)).toBe('stale');
    expect(changed.kind === 'key-frames' && changed.segments.map((segment) => segment.pace)).toEqual([
      pace,
      pace,
      [0, 1],
    ]);
    expect(evennessOf(withoutStalePace(even, reordered(even, 0, 1)))).toBe('stale');
  });

  it('stays where only times change, and goes where it is given up', () => {
    const slower = withSegment(even, 0, { duration: { unit: 'seconds', count: 9 } });
    expect(evennessOf(withoutStalePace(even, slower))).toBe('even');
    expect(evennessOf(withoutStalePace(even, withoutPace(even)))).toBe('off');
  });
});

import { describe, expect, it } from 'vitest';
import {
  all,
  followed,
  NO_SELECTION,
  none,
  only,
  rangeTo,
  type Selection,
  selectedIn,
  several,
  toggled,
} from './gallery-selection.ts';

const ORDER = Uint32Array.of(50, 40, 30, 20, 10);
const ids = (selection: Selection) => [...selection.ids].sort((a, b) => b - a);

describe('Selection', () => {
  it('holds one, more, fewer, all and none', () => {
    const two = toggled(only(40), 20);
    expect(selectedIn(ORDER, two)).toEqual([40, 20]);
    const one = toggled(two, 40);
    expect(one).toEqual({ ids: new Set([20]), focus: 40, anchor: 40 });
    expect(all(ORDER, NO_SELECTION)).toEqual({ ids: new Set(ORDER), focus: 50, anchor: 50 });
    expect(none(one)).toEqual({ ids: new Set(), focus: 40, anchor: 40 });
  });

  it('takes ranges from where the last one began, both ways', () => {
    const down = rangeTo(only(30), ORDER, 10);
    expect(ids(down)).toEqual([30, 20, 10]);
    const up = rangeTo(down, ORDER, 50);
    expect(ids(up)).toEqual([50, 40, 30]);
    const added = rangeTo(toggled(up, 10), ORDER, 20, true);
    expect(ids(added)).toEqual([50, 40, 30, 20, 10]);
    expect(added.focus).toBe(20);
  });

  it('begins a range with the item itself where the beginning is gone', () => {
    expect(rangeTo(only(99), ORDER, 20)).toEqual(only(20));
  });

  it('keeps what stays when the order changes', () => {
    const after = followed(several([40, 20]), ORDER, Uint32Array.of(60, 50, 40, 10));
    expect(after).toEqual({ ids: new Set([40]), focus: 40, anchor: 40 });
  });

  it('goes on to what follows when all that was selected is gone, or else to what is before', () => {
    const next = followed(several([40, 30]), ORDER, Uint32Array.of(50, 20, 10));
    expect(next).toEqual(only(20));
    const last = followed(next, Uint32Array.of(50, 20), Uint32Array.of(50));
    expect(last).toEqual(only(50));
    expect(followed(last, Uint32Array.of(50), new Uint32Array())).toEqual(NO_SELECTION);
  });

  it('selects nothing by itself where nothing was selected', () => {
    const after = followed(none(only(30)), ORDER, Uint32Array.of(50, 20));
    expect(after.focus).toBe(20);
    expect(after.ids.size).toBe(0);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runsOf } from './runs.ts';

it('cuts a list where the key changes, and nowhere else', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 })), (list) => {
      const runs = runsOf(list, (item) => item);
      expect(runs.flatMap(({ items }) => items)).toEqual(list);
      runs.forEach(({ first, items }, i) => {
        expect(list.slice(first, first + items.length)).toEqual(items);
        expect(new Set(items).size).toBe(1);
        if (i > 0) expect(items[0]).not.toBe(list[first - 1]);
      });
    }),
  );
});

import { expect, it } from 'vitest';
import { median } from './median.ts';

it.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 10, 2], 3],
])('of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});

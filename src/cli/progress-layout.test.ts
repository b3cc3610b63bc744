import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { progressLayout } from './progress-layout.ts';

const half = { label: 'Training', share: 0.5, secondsLeft: 61, seconds: 60 };

it.each([
  [200, 'Training [###############---------------] 50 %, 61 s left'],
  [40, 'Training [#####-----] 50 %, 61 s left'],
  [35, 'Training 50 %, 61 s left'],
  [20, 'Training 50 %, 6~'],
])('in %i columns: %s', (columns, line) => {
  expect(progressLayout(half, columns)).toBe(line);
});

it('tells the time where nobody knows how much there is to do', () => {
  expect(progressLayout({ label: 'Comparing', share: undefined, seconds: 3.2 }, 80)).toBe('Comparing, 4 s');
});

it.each([
  [89, '89 s left'],
  [90, '2 min left'],
  [3601, '61 min left'],
  [9000, '2 h 30 min left'],
])('%i seconds are %s', (secondsLeft, words) => {
  expect(progressLayout({ ...half, secondsLeft }, 80)).toContain(words);
});

it('is never as wide as the terminal, whatever the label', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.option(fc.float({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      fc.integer({ min: 2, max: 200 }),
      (label, share, columns) => {
        const line = progressLayout({ label, share, secondsLeft: 100, seconds: 5 }, columns);
        return stringWidth(line) < columns;
      },
    ),
    { seed: 1 },
  );
});

import { expect, it } from 'vitest';
import { durationText } from './duration-text.ts';

it('says times as people do', () => {
  expect([0, 1.4, 42.4, 89, 91, 3000, 9000, 200_000].map(durationText)).toEqual([
    'a second',
    'a second',
    '42 seconds',
    '89 seconds',
    '2 minutes',
    '50 minutes',
    '2.5 hours',
    '2 days',
  ]);
});

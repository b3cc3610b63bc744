import { expect, it } from 'vitest';
import { quantity, speedText } from './model-labels.ts';

it('writes three digits, without exponents', () => {
  expect([1_838_147, 35_700_000, 3_550, 131_200_000, 42_100_000_000].map(quantity)).toEqual([
    '1.84 M',
    '35.7 M',
    '3.55 k',
    '131 M',
    '42.1 G',
  ]);
  expect(quantity(0)).toBe('0');
});

it('says how fast a model is at its own number of steps', () => {
  const figures = {
    provider: 'cpu',
    runtime: 'r',
    secondsPerImageStep: 0.0125,
    gflops: 1,
    boundShare: 0.714,
    loadSeconds: 1,
  };
  expect(speedText(figures, 2)).toEqual({ step: '12.5 ms', rate: '40.0', share: '71 %' });
  expect(speedText({ ...figures, secondsPerImageStep: 2 }, 4)).toMatchObject({
    step: '2.00 s',
    rate: '0.125',
  });
});

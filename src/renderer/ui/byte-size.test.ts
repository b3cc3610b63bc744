import { expect, it } from 'vitest';
import { byteSize } from './byte-size.ts';

it('writes sizes as people read them', () => {
  expect([0, 999, 1000, 7_421_000, 193_000_000, 8_200_000_000].map(byteSize)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '7.4 MB',
    '193 MB',
    '8.2 GB',
  ]);
});

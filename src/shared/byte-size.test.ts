import { expect, it } from 'vitest';
import { byteSize } from './byte-size.ts';

it('writes sizes as people read them', () => {
  expect(
    [0, 1, 999, 1000, 999_499, 999_500, 99_949_999, 99_950_000, 7_421_000, 193_000_000, 8_200_000_000].map(
      byteSize,
    ),
  ).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '999 kB',
    '1.0 MB',
    '99.9 MB',
    '100 MB',
    '7.4 MB',
    '193 MB',
    '8.2 GB',
  ]);
});

import { expect, it } from 'vitest';
import { counted } from './counted.ts';

it('says how many there are, one as one', () => {
  expect(counted(0, 'picture')).toBe('0 pictures');
  expect(counted(1, 'picture')).toBe('1 picture');
  expect(counted(1200, 'picture')).toBe('1,200 pictures');
  expect(counted(1, 'file is', 'files are')).toBe('1 file is');
  expect(counted(2, 'file is', 'files are')).toBe('2 files are');
});

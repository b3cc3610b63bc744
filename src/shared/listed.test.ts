import { describe, expect, it } from 'vitest';
import { listed } from './listed.ts';

describe('listed', () => {
  it('names all items of a short list', () => {
    expect(listed([])).toBe('');
    expect(listed(['a', 'b', 'c'])).toBe('a, b, c');
  });

  it('names the first of a long list, and counts the others', () => {
    const many = Array.from({ length: 5004 }, (_, index) => `t${index}`);
    expect(listed(many)).toBe('t0, t1, t2, and 5,001 more');
    expect(listed(many, { most: 1, separator: '; ' })).toBe('t0; and 5,003 more');
  });
});

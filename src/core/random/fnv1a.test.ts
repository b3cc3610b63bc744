import { describe, expect, it } from 'vitest';
import { fnv1a64 } from './fnv1a.ts';

describe('fnv1a64', () => {
  it.each([
    ['', 0xcbf29ce484222325n],
    ['a', 0xaf63dc4c8601ec8cn],
    ['foobar', 0x85944171f73967e8n],
  ])('gives the published hash of "%s"', (text, expected) => {
    expect(fnv1a64(text)).toBe(expected);
  });

  it('hashes UTF-8 bytes, not code units', () => {
    // e acute is the two bytes c3 a9.
    const prime = 0x100000001b3n;
    const first = BigInt.asUintN(64, (0xcbf29ce484222325n ^ 0xc3n) * prime);
    expect(fnv1a64('\u00e9')).toBe(BigInt.asUintN(64, (first ^ 0xa9n) * prime));
  });
});

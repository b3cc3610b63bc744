import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../shared/errors.ts';
import { formatSeed, parseSeed, pictureSeed, seedFromWords, seedWords } from './seed.ts';

const MAX = '18446744073709551615';

function errorOf(text: string): TrilemmaError {
  try {
    parseSeed(text);
  } catch (error) {
    if (error instanceof TrilemmaError) return error;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
}

describe('parseSeed', () => {
  it.each([
    ['0', 0n],
    ['007', 7n],
    [' 42\n', 42n],
    ['0x1F', 31n],
    ['0XfFfFfFfFfFfFfFfF', 2n ** 64n - 1n],
    [MAX, 2n ** 64n - 1n],
  ])('reads %j', (text, expected) => {
    expect(parseSeed(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '-1',
    '+1',
    '1.5',
    '1e3',
    'seed',
    '0x',
    '0xg',
    '1 2',
    '0b1',
    '18446744073709551616',
    '0x10000000000000000',
    '9'.repeat(10_000),
    '0'.repeat(41),
  ])('refuses %j and says what a seed is', (text) => {
    const error = errorOf(text);
    expect(error.code).toBe('usage');
    expect(error.message).toContain(`a whole number from 0 to ${MAX}`);
    expect(error.message.length).toBeLessThan(200);
  });

  it('reads back what formatSeed writes, and hexadecimal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const seed = parseSeed(value.toString());
        expect(formatSeed(seed)).toBe(value.toString());
        expect(parseSeed(`0x${value.toString(16)}`)).toBe(seed);
      }),
    );
  });
});

describe('the words of a seed', () => {
  it('are the lower and the upper 32 bits', () => {
    expect(seedWords(parseSeed('0x0123456789abcdef'))).toEqual([0x89abcdef, 0x01234567]);
  });

  it('make the seed again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const seed = parseSeed(value.toString());
        expect(seedFromWords(...seedWords(seed))).toBe(seed);
      }),
    );
  });
});

describe('pictureSeed', () => {
  it('counts up from the first seed', () => {
    const first = parseSeed('41');
    expect([0, 1, 2].map((i) => formatSeed(pictureSeed(first, i)))).toEqual(['41', '42', '43']);
  });

  it('goes on at 0 after the last seed', () => {
    expect(formatSeed(pictureSeed(parseSeed(MAX), 2))).toBe('1');
  });
});

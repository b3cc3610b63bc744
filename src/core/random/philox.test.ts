import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox4x32 } from './philox.ts';

function block(counter: readonly number[], key: readonly number[]): number[] {
  const out = new Uint32Array(4);
  philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out, 0);
  return [...out];
}

/** The paper's definition in integers of any length: slow, and without a product of halves to get wrong. */
function blockInBigInt(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

const words = (length: number) => {
  const word = fc.oneof(
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.constantFrom(0, 0xffff, 0x10000, 2 ** 31),
  );
  return fc.array(word, { minLength: length, maxLength: length });
};

describe('philox4x32', () => {
  const ones = 0xffffffff;
  it.each([
    {
      name: 'zeros',
      counter: [0, 0, 0, 0],
      key: [0, 0],
      expected: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      name: 'ones',
      counter: [ones, ones, ones, ones],
      key: [ones, ones],
      expected: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      name: 'digits of pi',
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      expected: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("gives Random123's known answer for $name", ({ counter, key, expected }) => {
    expect(block(counter, key)).toEqual(expected);
  });

  it('equals its definition in big integers for any counter and key', () => {
    fc.assert(
      fc.property(words(4), words(2), (counter, key) => {
        expect(block(counter, key)).toEqual(blockInBigInt(counter, key));
      }),
    );
  });

  it('writes at the offset, and nothing beyond the end', () => {
    const out = new Uint32Array(6).fill(7);
    philox4x32(new Uint32Array(4), new Uint32Array(2), out, 4);
    expect([...out]).toEqual([7, 7, 7, 7, 0x6627e8d5, 0xe169c58d]);
  });
});

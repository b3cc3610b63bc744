import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSeed } from './seed.ts';
import { randomStream, type RandomStream } from './stream.ts';

const seed = parseSeed('1');
const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => parseSeed(value.toString()));
const anyName = fc.stringMatching(/^[\w.-]{1,12}$/);
const anyIndex = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const kinds = ['uint32s', 'uniforms', 'normals'] as const;

describe('randomStream', () => {
  it.each(kinds)('%s: a shorter draw is a prefix of a longer one', (kind) => {
    const counts = fc.tuple(fc.nat(70), fc.nat(70));
    fc.assert(
      fc.property(anySeed, anyName, anyIndex, counts, (anyOf, name, index, [a, b]) => {
        const stream = randomStream(anyOf, name, index);
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        expect(stream[kind](short)).toEqual(stream[kind](long).slice(0, short));
        expect(stream[kind](long)).toHaveLength(long);
      }),
    );
  });

  it('gives other words for another seed, name, index or place in the tree', () => {
    const a = randomStream(seed, 'a');
    const streams: RandomStream[] = [
      a,
      randomStream(seed, 'b'),
      randomStream(seed, 'a', 1),
      randomStream(seed, 'a', 2 ** 32 - 1),
      randomStream(parseSeed('2'), 'a'),
      randomStream(parseSeed('0x100000001'), 'a'),
      a.split('a'),
      a.split('b'),
      a.split('b', 1),
      randomStream(seed, 'a', 1).split('b'),
      randomStream(seed, 'b').split('a'),
      a.split('a').split('a'),
    ];
    const firstWords = streams.map((stream) => stream.uint32s(2).join());
    expect(new Set(firstWords).size).toBe(streams.length);
  });

  it('shares no block between streams of neighbouring indices', () => {
    const words = [0, 1, 2, 3].flatMap((index) => [...randomStream(seed, 'z', index).uint32s(4000)]);
    // 16000 words of 32 bits: 0.03 chance repetitions are expected.
    expect(new Set(words).size).toBeGreaterThan(words.length - 4);
  });

  it('splits the same from the same place, whatever was drawn before', () => {
    const parent = randomStream(seed, 'parent', 3);
    const before = parent.split('child', 5).normals(9);
    parent.normals(100);
    expect(parent.split('child', 5).normals(9)).toEqual(before);
    expect(randomStream(seed, 'parent', 3).split('child', 5).normals(9)).toEqual(before);
  });

  it.each(['', 'a/b', 'a[0]', 'a b', '\u00e9'])('refuses the name %j', (name) => {
    expect(() => randomStream(seed, name)).toThrow(RangeError);
    expect(() => randomStream(seed, 'a').split(name)).toThrow(RangeError);
  });

  it.each([-1, 0.5, NaN, 2 ** 32])('refuses the index %d', (index) => {
    expect(() => randomStream(seed, 'a', index)).toThrow(RangeError);
    expect(() => randomStream(seed, 'a').split('b', index)).toThrow(RangeError);
  });

  it.each(kinds)('%s: refuses a count that is none', (kind) => {
    for (const count of [-1, 1.5, NaN, Infinity]) {
      expect(() => randomStream(seed, 'a')[kind](count)).toThrow(RangeError);
    }
  });
});

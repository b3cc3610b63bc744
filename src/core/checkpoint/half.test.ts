import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloat16ToFloat32, halfValues, toHalf } from './half.ts';

// The tests run on Node 24, whose Float16Array is the judge.
describe('half precision', () => {
  it('decodes every bit pattern as Float16Array does', () => {
    const patterns = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    expect(halfValues()).toEqual(new Float32Array(new Float16Array(patterns.buffer)));
  });

  it('encodes every half, every midpoint between halves, and their neighbours as Float16Array does', () => {
    const halves = [...halfValues()].filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
    const midpoints = halves.slice(1).map((value, i) => Math.fround((value + halves[i]!) / 2));
    const bits = new Uint32Array(new Float32Array([...halves, ...midpoints]).buffer);
    const around = new Uint32Array([...bits, ...bits.map((b) => b + 1), ...bits.map((b) => b - 1)]);
    const values = new Float32Array(around.buffer);
    expect(sameHalves(values)).toBe(true);
  });

  it('encodes any float32 as Float16Array does', () => {
    fc.assert(fc.property(fc.float32Array({ minLength: 1 }), (values) => sameHalves(values)));
  });

  it('widens bfloat16 exactly', () => {
    const target = new Float32Array(4);
    bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc020, 0x7f80, 0x0001), target);
    expect([...target]).toEqual([1, -2.5, Infinity, 2 ** -133]);
  });
});

function sameHalves(values: Float32Array): boolean {
  const ours = toHalf(values);
  const theirs = new Uint16Array(new Float16Array(values).buffer);
  return ours.every((half, i) => half === theirs[i] || Number.isNaN(values[i]));
}

import { describe, expect, it } from 'vitest';
import { evenSize, toI420 } from './i420.ts';

function filled(width: number, height: number, [r, g, b]: readonly [number, number, number]) {
  const rgba = Uint8Array.from({ length: 4 * width * height }, (_, at) => [r, g, b, 255][at % 4]!);
  return { width, height, rgba };
}

describe('toI420', () => {
  // Of colour bars in BT.709, limited range (SMPTE RP 219-1, 100 %).
  it.each([
    ['white', [255, 255, 255], [235, 128, 128]],
    ['black', [0, 0, 0], [16, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['green', [0, 255, 0], [173, 42, 26]],
    ['blue', [0, 0, 255], [32, 240, 118]],
    ['yellow', [255, 255, 0], [219, 16, 138]],
  ] as const)('gives %s the values of BT.709', (_, rgb, [y, cb, cr]) => {
    expect([...toI420(filled(2, 2, rgb))]).toEqual([y, y, y, y, cb, cr]);
  });

  it('gives each 2 x 2 pixels the mean of their colours, and every pixel its own light', () => {
    const { width, height, rgba } = filled(4, 2, [0, 0, 0]);
    rgba.fill(255, 0, 4);
    const planes = toI420({ width, height, rgba });
    expect([...planes]).toEqual([235, 16, 16, 16, 16, 16, 16, 16, 128, 128, 128, 128]);
  });

  it('repeats the edge of odd sides', () => {
    expect(evenSize({ width: 3, height: 5 })).toEqual({ width: 4, height: 6 });
    const planes = toI420(filled(3, 5, [255, 255, 255]));
    expect(planes).toHaveLength(36);
    expect(planes.subarray(0, 24).every((y) => y === 235)).toBe(true);
  });
});

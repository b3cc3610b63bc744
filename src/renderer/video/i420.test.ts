import { describe, expect, it } from 'vitest';
import { evenSize, squaredError, toI420 } from './i420.ts';

function filled(width: number, height: number, [r, g, b]: readonly [number, number, number]) {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, at) => [r, g, b][at % 3]!);
  return { width, height, data };
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
    const { width, height, data } = filled(4, 2, [0, 0, 0]);
    data.fill(255, 0, 3);
    const planes = toI420({ width, height, data });
    expect([...planes]).toEqual([235, 16, 16, 16, 16, 16, 16, 16, 128, 128, 128, 128]);
  });

  it('repeats the edge of odd sides', () => {
    expect(evenSize({ width: 3, height: 5 })).toEqual({ width: 4, height: 6 });
    const planes = toI420(filled(3, 5, [255, 255, 255]));
    expect(planes).toHaveLength(36);
    expect(planes.subarray(0, 24).every((y) => y === 235)).toBe(true);
  });
});

describe('squaredError', () => {
  it('is next to nothing where four pixels have one colour', () => {
    for (const colour of [
      [255, 0, 0],
      [12, 200, 77],
      [3, 3, 3],
      [255, 255, 255],
    ] as const) {
      const pixels = filled(4, 4, colour);
      expect(squaredError(toI420(pixels), pixels)).toBeLessThan(2);
    }
  });

  it('counts a step of luma on every colour, and leaves out what odd sides were grown by', () => {
    const pixels = filled(3, 5, [100, 100, 100]);
    const planes = toI420(pixels);
    const before = squaredError(planes, pixels);
    planes[3] = 255;
    expect(squaredError(planes, pixels)).toBe(before);
    planes[0]! += 10;
    // 10 of luma's 219 steps are 11.6 of 255.
    expect(squaredError(planes, pixels) - before).toBeCloseTo(12 ** 2 / 15, 5);
  });

  it('is what a screen sees of pixels whose colours are not alike', () => {
    const pixels = {
      width: 2,
      height: 2,
      data: Uint8Array.of(255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255),
    };
    expect(squaredError(toI420(pixels), pixels)).toBeGreaterThan(5000);
  });
});

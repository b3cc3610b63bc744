import { gridShape } from '../pictures/grid.ts';
import type { Pixels } from '../pictures/image.ts';

/**
 * Frames side by side, row by row, without gaps, as game engines take them. What is left of the last row is black.
 *
 * @param frames of one size, one at least
 * @param order indices of `frames`
 */
export function spriteSheet(frames: readonly Pixels[], order: readonly number[]): Pixels {
  const { width, height } = frames[0]!;
  const { columns, rows } = gridShape(order.length);
  const stride = 3 * width;
  const data = new Uint8Array(stride * columns * height * rows);
  order.forEach((index, k) => {
    const { data: pixels } = frames[index]!;
    const left = (k % columns) * stride;
    const top = Math.floor(k / columns) * height;
    for (let row = 0; row < height; row++) {
      data.set(pixels.subarray(row * stride, (row + 1) * stride), (top + row) * columns * stride + left);
    }
  });
  return { width: width * columns, height: height * rows, data };
}

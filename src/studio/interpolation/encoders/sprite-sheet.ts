import { gridShape } from '../../pictures/grid.ts';
import type { RgbPixels } from '../../../shared/picture.ts';
import { type FilmSource, inOrder } from '../film-source.ts';

/** Frames side by side, row by row, without gaps, as game engines take them. What is left of the last row is black. */
export async function spriteSheet({ order, side, enlarged }: FilmSource): Promise<RgbPixels> {
  const { columns, rows } = gridShape(order.length);
  const stride = 3 * side;
  const data = new Uint8Array(stride * columns * side * rows);
  let k = 0;
  for await (const { data: pixels } of inOrder(order, enlarged)) {
    const left = (k % columns) * stride;
    const top = Math.floor(k / columns) * side;
    for (let row = 0; row < side; row++) {
      data.set(pixels.subarray(row * stride, (row + 1) * stride), (top + row) * columns * stride + left);
    }
    k++;
  }
  return { width: side * columns, height: side * rows, data };
}

import type { RgbPixels } from '../../shared/picture.ts';

/** Pixels between the pictures of a grid, and around them. */
const GAP = 2;

/** Dark grey, on which dark and light pictures both show their edges. */
const BACKGROUND = 0x18;

/** Columns and rows for `count` pictures: as near to a square as holds them, rather wide than high. */
export function gridShape(count: number): { readonly columns: number; readonly rows: number } {
  const columns = Math.ceil(Math.sqrt(count));
  return { columns, rows: Math.ceil(count / columns) };
}

/**
 * Pictures side by side, row by row.
 *
 * @param pictures at least one, all of one size
 * @throws RangeError where there is none, or they differ in size
 */
export function contactGrid(pictures: readonly RgbPixels[]): RgbPixels {
  const [first] = pictures;
  if (first === undefined) throw new RangeError('a grid needs a picture');
  const { columns, rows } = gridShape(pictures.length);
  const width = columns * (first.width + GAP) + GAP;
  const height = rows * (first.height + GAP) + GAP;
  const data = new Uint8Array(3 * width * height).fill(BACKGROUND);
  for (const [index, picture] of pictures.entries()) {
    if (picture.width !== first.width || picture.height !== first.height) {
      throw new RangeError('the pictures of a grid must be of one size');
    }
    const left = GAP + (index % columns) * (first.width + GAP);
    const top = GAP + Math.floor(index / columns) * (first.height + GAP);
    const stride = 3 * picture.width;
    for (let row = 0; row < picture.height; row++) {
      const line = picture.data.subarray(row * stride, (row + 1) * stride);
      data.set(line, 3 * ((top + row) * width + left));
    }
  }
  return { width, height, data };
}

/**
 * RGB pixels as the planes that video encoders take, and how far planes are from them: BT.709, limited range, a chroma
 * sample for each 2 x 2 pixels.
 */
import type { RgbPixels } from '../../shared/picture.ts';

/** Red, green and blue's shares of luma, ITU-R BT.709-6, item 3.2. */
const [KR, KG, KB] = [0.2126, 0.7152, 0.0722];
/** What 8-bit luma and chroma span, item 4.6. */
const LUMA = 219 / 255;
const CHROMA = 224 / 255;
/** Cb and Cr are differences over twice what is left of the whole: item 3.3. */
const CB = CHROMA / (2 * (1 - KB));
const CR = CHROMA / (2 * (1 - KR));

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Even sides, as H.264 wants them: one more pixel where one is odd. */
export function evenSize({ width, height }: Size): Size {
  return { width: width + (width % 2), height: height + (height % 2) };
}

/** @returns Y, Cb and Cr, row by row, of the even size; the last row and column stand twice where a side is odd. */
export function toI420({ width, height, data }: RgbPixels): Uint8Array<ArrayBuffer> {
  const even = evenSize({ width, height });
  const luma = even.width * even.height;
  const planes = new Uint8Array(luma + luma / 2);
  const halfWidth = even.width / 2;
  for (let y = 0; y < even.height; y += 2) {
    for (let x = 0; x < even.width; x += 2) {
      let cb = 0;
      let cr = 0;
      for (let corner = 0; corner < 4; corner++) {
        const px = x + (corner & 1);
        const py = y + (corner >> 1);
        const at = 3 * (Math.min(py, height - 1) * width + Math.min(px, width - 1));
        const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
        const level = KR * r + KG * g + KB * b;
        planes[py * even.width + px] = Math.round(16 + LUMA * level);
        cb += b - level;
        cr += r - level;
      }
      const at = luma + (y / 2) * halfWidth + x / 2;
      planes[at] = Math.round(128 + (CB * cb) / 4);
      planes[at + luma / 4] = Math.round(128 + (CR * cr) / 4);
    }
  }
  return planes;
}

/**
 * How far planes are from the pixels that they stand for, as a screen shows them: the mean of the squared differences
 * of red, green and blue, 0 to 255.
 *
 * @param planes of the even size, as {@link toI420} lays them out
 */
export function squaredError(planes: Uint8Array, { width, height, data }: RgbPixels): number {
  const even = evenSize({ width, height });
  const luma = even.width * even.height;
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = (planes[y * even.width + x]! - 16) / LUMA;
      const chroma = luma + (y >> 1) * (even.width / 2) + (x >> 1);
      const blue = level + (planes[chroma]! - 128) / CB;
      const red = level + (planes[chroma + luma / 4]! - 128) / CR;
      const green = (level - KR * red - KB * blue) / KG;
      const at = 3 * (y * width + x);
      sum += (shown(red) - data[at]!) ** 2;
      sum += (shown(green) - data[at + 1]!) ** 2;
      sum += (shown(blue) - data[at + 2]!) ** 2;
    }
  }
  return sum / (3 * width * height);
}

/** A colour value as 8 bits. */
function shown(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}

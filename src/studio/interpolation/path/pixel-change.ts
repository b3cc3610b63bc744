import type { RgbPixels } from '../../../shared/picture.ts';

/** How much a picture changes into another of its size: the root mean square difference of its values, 0..255. */
export function pixelChange(a: RgbPixels, b: RgbPixels): number {
  if (a.data.length !== b.data.length) throw new RangeError('the pictures are of different sizes');
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += (a.data[at]! - b.data[at]!) ** 2;
  return Math.sqrt(sum / Math.max(1, a.data.length));
}

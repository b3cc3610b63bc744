import sharp from 'sharp';
import type { Upscale } from '../../../shared/path/film.ts';
import type { RgbPixels } from '../../../shared/picture.ts';

/** A picture enlarged by a whole number. @param factor from 1 */
export async function upscaled(pixels: RgbPixels, factor: number, kind: Upscale): Promise<RgbPixels> {
  if (factor === 1) return pixels;
  const size = { width: pixels.width * factor, height: pixels.height * factor };
  const raw = { width: pixels.width, height: pixels.height, channels: 3 } as const;
  const data = await sharp(pixels.data, { raw })
    .resize({ ...size, kernel: kind === 'nearest' ? 'nearest' : 'lanczos3' })
    .raw()
    .toBuffer();
  return { ...size, data };
}

import sharp from 'sharp';
import type { Pixels } from '../pictures/image.ts';

/**
 * An animated WebP without loss that plays again and again.
 *
 * @param frames of one size, one at least
 * @param order indices of `frames`, as they are shown
 * @param xmp what the file carries
 */
export async function encodeWebp(
  frames: readonly Pixels[],
  order: readonly number[],
  fps: number,
  xmp: string,
): Promise<Uint8Array> {
  const { width, height } = frames[0]!;
  const data = Buffer.concat(order.map((index) => frames[index]!.data));
  const raw = { width, height: height * order.length, channels: 3, pageHeight: height } as const;
  return sharp(data, { raw, limitInputPixels: false })
    .withXmp(xmp)
    .webp({ lossless: true, effort: 2, loop: 0, delay: order.map((_, k) => delay(k, fps)) })
    .toBuffer();
}

/** In 1/1000 s; rounded so that the sum keeps to the rate. */
function delay(k: number, fps: number): number {
  return Math.round((1000 * (k + 1)) / fps) - Math.round((1000 * k) / fps);
}

/** The XMP packet of a WebP; empty where there is none. */
export async function xmpOfWebp(bytes: Uint8Array): Promise<string> {
  const { xmpAsString } = await sharp(bytes).metadata();
  return xmpAsString ?? '';
}

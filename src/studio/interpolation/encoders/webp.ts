import sharp from 'sharp';
import { TrilemmaError } from '../../../shared/errors.ts';
import { type FilmSource, inOrder } from '../film-source.ts';

/** An animated WebP without loss that plays again and again. @param xmp what the file carries */
export async function encodeWebp(
  { order, side, path, enlarged }: FilmSource,
  xmp: string,
): Promise<Uint8Array> {
  const bytes = 3 * side * side;
  const data = new Uint8Array(bytes * order.length);
  let place = 0;
  for await (const picture of inOrder(order, enlarged)) data.set(picture.data, bytes * place++);
  const raw = { width: side, height: side * order.length, channels: 3, pageHeight: side } as const;
  return sharp(data, { raw, limitInputPixels: false })
    .withXmp(xmp)
    .webp({ lossless: true, effort: 2, loop: 0, delay: order.map((_, k) => delay(k, path.fps)) })
    .toBuffer();
}

/** In 1/1000 s; rounded so that the sum keeps to the rate. */
function delay(k: number, fps: number): number {
  return Math.round((1000 * (k + 1)) / fps) - Math.round((1000 * k) / fps);
}

/**
 * The XMP packet of a WebP; empty where there is none.
 *
 * @throws TrilemmaError 'recipe-invalid' where the file is no WebP, or is damaged.
 */
export async function xmpOfWebp(bytes: Uint8Array): Promise<string> {
  try {
    const { xmpAsString } = await sharp(bytes).metadata();
    return xmpAsString ?? '';
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', 'The WebP is damaged, so there is no path in it.', { cause });
  }
}

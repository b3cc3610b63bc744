/** One picture file as a network is to see it: upright, square, of the model's size, 8-bit RGB. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Crop, RefusedReason } from '../../../shared/training.ts';
import { unreadable } from './find-pictures.ts';

export type CropResult =
  | {
      readonly kind: 'crop';
      /** Row by row, 3 side side bytes. */
      readonly rgb: Uint8Array;
    }
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly message: string };

/** No file has so many brands. */
const MOST_BRANDS_BYTES = 256;

/** Where a picture is see-through. */
const BACKGROUND = '#ffffff';

/**
 * Decodes a file, its first frame where it has several. The crop is the largest square, in the middle or where the
 * picture draws attention; it is enlarged up to twice.
 *
 * @param file relative to `folder`
 */
export async function readCrop(
  folder: string,
  file: string,
  { side, crop }: { readonly side: number; readonly crop: Crop },
): Promise<CropResult> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(folder, file));
  } catch (cause) {
    return refused('unreadable', unreadable(file, cause));
  }
  if (isHevc(bytes)) {
    return refused('format', `${file} is HEIC, which cannot be read here: convert it to JPEG.`);
  }
  const header = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (header === undefined) return refused('broken', `${file} is damaged, or no picture at all.`);
  const { width, height } = header.autoOrient;
  const shorter = Math.min(width, height);
  if (2 * shorter < side) {
    return refused('tiny', `${file} has ${width} x ${height} pixels, too few for ${side} x ${side}.`);
  }
  try {
    const data = await sharp(bytes, { failOn: 'truncated' })
      .autoOrient()
      .resize({
        width: side,
        height: side,
        fit: 'cover',
        position: crop === 'smart' ? sharp.strategy.attention : sharp.gravity.centre,
      })
      .flatten({ background: BACKGROUND })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
    return { kind: 'crop', rgb: data };
  } catch {
    return refused('broken', `${file} is damaged, and cannot be decoded.`);
  }
}

/** Brands of HEIF whose pictures are compressed as HEVC, which is patented, so that decoders come without it. */
const HEVC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** By the box that such a file begins with: its length, `ftyp`, a brand, a version and further brands. */
function isHevc(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.toString('latin1', 4, 8) !== 'ftyp') return false;
  const brands = bytes
    .toString('latin1', 8, Math.min(bytes.readUInt32BE(), MOST_BRANDS_BYTES))
    .match(/.{4}/gs);
  return brands?.some((brand) => HEVC_BRANDS.has(brand)) ?? false;
}

function refused(reason: RefusedReason, message: string): CropResult {
  return { kind: 'refused', reason, message };
}

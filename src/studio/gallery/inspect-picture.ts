/** What a picture file from anywhere is: decoded whole, within bounds, before anything is made of it. */
import sharp, { type Metadata } from 'sharp';
import { TrilemmaError } from '../../shared/errors.ts';
import { type FileType, TYPE_OF_FORMAT } from './file-types.ts';

/** Larger pictures would ask for gigabytes. */
export const MAX_PIXELS = 1 << 26;
const MAX_SIDE = 16_384;

interface InspectedPicture {
  readonly fileType: FileType;
  /** Pixels, as the picture is shown. */
  readonly width: number;
  readonly height: number;
}

/**
 * @param name what the message calls the file.
 * @throws {TrilemmaError} `file` where it is no picture that the gallery holds, is damaged or too large.
 */
export async function inspectPicture(bytes: Uint8Array, name: string): Promise<InspectedPicture> {
  const { format, autoOrient } = await headerOf(bytes, name);
  const fileType = TYPE_OF_FORMAT.get(format);
  const { width, height } = autoOrient;
  if (fileType === undefined) {
    throw refused(name, `${format.toUpperCase()} is not held by the gallery: save it as PNG, JPEG or WebP`);
  }
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw refused(name, `its ${width} x ${height} pixels are more than the gallery holds`);
  }
  try {
    await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' })
      .resize({ width: 1, height: 1, fit: 'fill' })
      .raw()
      .toBuffer();
  } catch (cause) {
    throw refused(name, 'it is damaged, and cannot be decoded', cause);
  }
  return { fileType, width, height };
}

async function headerOf(bytes: Uint8Array, name: string): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw refused(name, 'it is no picture, or one of a kind that the gallery does not hold', cause);
  }
}

function refused(name: string, why: string, cause?: unknown): TrilemmaError {
  return new TrilemmaError('file', `${name} cannot be added: ${why}.`, { cause });
}

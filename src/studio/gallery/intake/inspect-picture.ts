/** What a picture file from anywhere is: decoded whole, within bounds, before anything is made of it. */
import { TrilemmaError } from '../../../shared/errors.ts';
import { decodeOrThrow } from '../../pictures/decode-picture.ts';
import { type FileType, TYPE_OF_FORMAT } from '../files/file-types.ts';

/** Larger pictures would ask browsers for more than they show. */
const MAX_PIXELS = 1 << 26;
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
  const failure = `${name} cannot be added`;
  const { format, width, height } = await decodeOrThrow(bytes, failure, {
    fit: { kind: 'whole' },
    output: { kind: 'check' },
  });
  const fileType = TYPE_OF_FORMAT[format];
  if (fileType === undefined) {
    const why = `${format.toUpperCase()} is not held by the gallery: save it as PNG, JPEG or WebP`;
    throw new TrilemmaError('file', `${failure}: ${why}.`);
  }
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    const why = `its ${width} x ${height} pixels are more than the gallery holds`;
    throw new TrilemmaError('file', `${failure}: ${why}.`);
  }
  return { fileType, width, height };
}

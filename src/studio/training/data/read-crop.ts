/** One picture file as a network is to see it: upright, square, of the model's size, 8-bit RGB. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../../shared/counted.ts';
import type { Crop, RefusedReason } from '../../../shared/training.ts';
import { decodePicture } from '../../pictures/decode-picture.ts';
import { HEAD_BYTES, promisesPicture, recogniseFormat } from '../../pictures/picture-format.ts';
import { unreadable } from './find-files.ts';

export type CropResult =
  | {
      readonly kind: 'crop';
      /** Row by row, 3 side side bytes. */
      readonly rgb: Uint8Array;
    }
  /** Neither its name nor what is in it says that the file is a picture. */
  | { readonly kind: 'no-picture' }
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly message: string };

/** No picture of a size that is read has so many. */
const MAX_FILE_BYTES = 1 << 30;

/**
 * Decodes a file. The crop is the largest square, in the middle or where the picture draws attention; it is enlarged
 * up to twice.
 *
 * @param file relative to `folder`
 */
export async function readCrop(
  folder: string,
  file: string,
  { side, crop }: { readonly side: number; readonly crop: Crop },
): Promise<CropResult> {
  let bytes: Uint8Array;
  try {
    await using handle = await open(join(folder, file));
    if (!(await mayBePicture(handle, file))) return { kind: 'no-picture' };
    const { size } = await handle.stat();
    if (size > MAX_FILE_BYTES) {
      return refused(
        'large',
        `${file} is left out: its ${counted(size, 'byte')} are too many for a picture.`,
      );
    }
    bytes = await handle.readFile();
  } catch (cause) {
    return refused('unreadable', unreadable(file, cause));
  }
  const picture = await decodePicture(bytes, {
    fit: { kind: 'square', side, crop },
    output: { kind: 'rgb', transparency: 'white' },
  });
  if (picture.kind === 'refused') {
    const reason = picture.fault === 'no-picture' ? 'broken' : picture.fault;
    return refused(reason, `${file} is left out: ${picture.why}.`);
  }
  const { width, height, output } = picture;
  if (2 * Math.min(width, height) < side) {
    return refused('tiny', `${file} has ${width} x ${height} pixels, too few for ${side} x ${side}.`);
  }
  return { kind: 'crop', rgb: output.bytes };
}

/** True if a file's first bytes, or its name, are those of a picture. */
async function mayBePicture(handle: FileHandle, file: string): Promise<boolean> {
  if (promisesPicture(file)) return true;
  const head = new Uint8Array(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  return recogniseFormat(head.subarray(0, bytesRead)).kind !== 'no-picture';
}

function refused(reason: RefusedReason, message: string): CropResult {
  return { kind: 'refused', reason, message };
}

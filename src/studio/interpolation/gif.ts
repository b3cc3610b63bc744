/** Animated GIF with one palette (Compuserve, GIF89a specification). libvips chooses a palette anew for each frame. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { Pixels } from '../pictures/image.ts';
import { lzwEncode } from './lzw.ts';
import { commonPalette, PaletteMap } from './palette.ts';

/** Browsers show shorter delays than 1/50 s as 1/10 s. */
export const MAX_GIF_FPS = 50;

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const COMMENT = 0xfe;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
const LARGEST_BLOCK = 255;

/**
 * An animated GIF that plays again and again.
 *
 * @param frames of one size, one at least
 * @param order indices of `frames`, as they are shown
 * @param comment what the file carries; characters beyond ASCII become JSON's escapes
 */
export async function encodeGif(
  frames: readonly Pixels[],
  order: readonly number[],
  fps: number,
  comment: string,
): Promise<Uint8Array> {
  const { width, height } = frames[0]!;
  const palette = await commonPalette(frames);
  const map = new PaletteMap(palette);
  const images = frames.map((frame) => blocks(lzwEncode(map.indices(frame))));
  const ascii = comment.replace(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.concat([
    Buffer.from('GIF89a'),
    // A palette of 2^8 colours for all frames, of 8 bits a channel.
    Uint8Array.of(...words(width, height), 0xf7, 0, 0),
    palette,
    Uint8Array.of(EXTENSION, APPLICATION, 11),
    Buffer.from('NETSCAPE2.0'),
    Uint8Array.of(3, 1, 0, 0, 0),
    Uint8Array.of(EXTENSION, COMMENT),
    blocks(Buffer.from(ascii)),
    ...order.flatMap((index, k) => [
      Uint8Array.of(EXTENSION, GRAPHIC_CONTROL, 4, 0, ...words(delay(k, fps)), 0, 0),
      Uint8Array.of(IMAGE, 0, 0, 0, 0, ...words(width, height), 0, 8),
      images[index]!,
    ]),
    Uint8Array.of(TRAILER),
  ]);
}

/** In 1/100 s; rounded so that the sum keeps to the rate. */
function delay(k: number, fps: number): number {
  return Math.round((100 * (k + 1)) / fps) - Math.round((100 * k) / fps);
}

/** 16 bits each, the lower 8 first. */
function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [value & 0xff, value >> 8]);
}

/** Bytes in blocks of at most 255, each with its length before it, and an empty one at the end. */
function blocks(bytes: Uint8Array): Uint8Array {
  const count = Math.ceil(bytes.length / LARGEST_BLOCK);
  const result = new Uint8Array(bytes.length + count + 1);
  for (let k = 0; k < count; k++) {
    const block = bytes.subarray(k * LARGEST_BLOCK, (k + 1) * LARGEST_BLOCK);
    const at = k * (LARGEST_BLOCK + 1);
    result[at] = block.length;
    result.set(block, at + 1);
  }
  return result;
}

/**
 * The comments of a GIF, up to its first frame.
 *
 * @throws TrilemmaError 'recipe-invalid' where the file is no GIF, or is cut short.
 */
export function gifComments(bytes: Uint8Array): readonly string[] {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (!/^GIF8[79]a$/.test(text(0, 6))) throw new TrilemmaError('recipe-invalid', 'The file is not a GIF.');
  const comments: string[] = [];
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  while (bytes[at] === EXTENSION) {
    const isComment = bytes[at + 1] === COMMENT;
    let comment = '';
    at += 2;
    for (let length = bytes[at]; length !== 0; length = bytes[at]) {
      if (length === undefined || at + length >= bytes.length) {
        throw new TrilemmaError('recipe-invalid', 'The GIF is damaged: it is cut short.');
      }
      if (isComment) comment += text(at + 1, at + 1 + length);
      at += 1 + length;
    }
    if (isComment) comments.push(comment);
    at += 1;
  }
  return comments;
}

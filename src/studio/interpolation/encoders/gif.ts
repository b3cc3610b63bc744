/** Animated GIF with one palette (Compuserve, GIF89a specification). libvips chooses a palette anew for each frame. */
import { TrilemmaError } from '../../../shared/errors.ts';
import type { RgbPixels } from '../../../shared/picture.ts';
import { type FilmSource, inOrder } from '../film-source.ts';
import { lzwEncode } from './lzw.ts';
import { commonPalette, PaletteMap } from './palette.ts';

/** More change the choice of colours next to nothing. */
const PALETTE_PICTURES = 256;

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const COMMENT = 0xfe;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
const LARGEST_BLOCK = 255;

/**
 * An animated GIF that plays again and again, in pieces. Its palette is chosen from pictures all over the film, so
 * nothing comes before the last of them is there.
 *
 * @param comment what the file carries; characters beyond ASCII become JSON's escapes
 */
export async function* encodeGif(source: FilmSource, comment: string): AsyncGenerator<Uint8Array> {
  const { order, count, side, path, enlarged } = source;
  const samples = Math.min(count, PALETTE_PICTURES);
  const palette = await commonPalette(sampled(samples, source), samples);
  const map = new PaletteMap(palette);
  const ascii = comment.replace(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  yield Buffer.concat([
    Buffer.from('GIF89a'),
    // A palette of 2^8 colours for all frames, of 8 bits a channel.
    Uint8Array.of(...words(side, side), 0xf7, 0, 0),
    palette,
    Uint8Array.of(EXTENSION, APPLICATION, 11),
    Buffer.from('NETSCAPE2.0'),
    Uint8Array.of(3, 1, 0, 0, 0),
    Uint8Array.of(EXTENSION, COMMENT),
    blocks(Buffer.from(ascii)),
  ]);
  let k = 0;
  const image = async (picture: number) => blocks(lzwEncode(map.indices(await enlarged(picture))));
  for await (const data of inOrder(order, image)) {
    yield Buffer.concat([
      Uint8Array.of(EXTENSION, GRAPHIC_CONTROL, 4, 0, ...words(delay(k++, path.fps)), 0, 0),
      Uint8Array.of(IMAGE, 0, 0, 0, 0, ...words(side, side), 0, 8),
      data,
    ]);
  }
  yield Uint8Array.of(TRAILER);
}

/** Pictures at even distances. */
async function* sampled(samples: number, { count, original }: FilmSource): AsyncGenerator<RgbPixels> {
  for (let k = 0; k < samples; k++) yield await original(Math.floor(((k + 0.5) * count) / samples));
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

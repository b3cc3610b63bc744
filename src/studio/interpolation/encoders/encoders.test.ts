import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import type { RgbPixels } from '../../../shared/picture.ts';
import { decodePng } from '../../pictures/pixels.ts';
import { pngChunks, type PngChunk } from '../../pictures/png.ts';
import { pngOfChunks } from '../../pictures/testing/png-of-chunks.ts';
import { encodeApng } from './apng.ts';
import { encodeGif, gifComments } from './gif.ts';
import { spriteSheet } from './sprite-sheet.ts';
import { sourceOf } from '../testing/source-of.ts';
import { upscaled } from './upscale.ts';
import { encodeWebp, xmpOfWebp } from './webp.ts';

const SIDE = 24;

/** Colours that run on from frame to frame. */
const frame = (k: number): RgbPixels => ({
  width: SIDE,
  height: SIDE,
  data: Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) => (at * 5 + 17 * k + (at % 3) * 80) % 256),
});
const frames = [0, 1, 2].map(frame);
const order = [0, 1, 2, 1];
const film = sourceOf(frames, order, 24);

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(pieces));
}

/** The pages of an animation as 8-bit RGB. */
async function pages(bytes: Uint8Array) {
  const image = sharp(bytes, { animated: true });
  const { pages: count, delay, loop, pageHeight } = await image.metadata();
  const data = await image.removeAlpha().raw().toBuffer();
  const length = data.length / count!;
  const list = Array.from({ length: count! }, (_, k) => data.subarray(k * length, (k + 1) * length));
  return { list, delay, loop, pageHeight };
}

describe('encodeGif', () => {
  it('shows the frames in order, with one palette, again and again', async () => {
    const gif = await whole(encodeGif(film, 'hello'));
    const { list, delay, loop, pageHeight } = await pages(gif);
    expect([list.length, loop, pageHeight]).toEqual([4, 0, SIDE]);
    // 1/24 s is 4.17 hundredths.
    expect(delay).toEqual([40, 40, 50, 40]);
    expect(list[1]).toEqual(list[3]);
    const colours = new Set(
      list.flatMap((data) => Array.from({ length: data.length / 3 }, (_, k) => data.readUIntBE(3 * k, 3))),
    );
    expect(colours.size).toBeLessThanOrEqual(256);
    list.forEach((data, k) => {
      const wanted = frames[order[k]!]!.data;
      const error = data.reduce((sum, x, at) => sum + Math.abs(x - wanted[at]!), 0) / data.length;
      expect(error).toBeLessThan(8);
    });
  });

  it('keeps pictures of few colours nearly as they are, also where the code table fills up', async () => {
    const noise = (seed: number): RgbPixels => {
      let state = seed;
      const data = new Uint8Array(3 * 200 * 200);
      for (let at = 0; at < data.length; at += 3) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        data.fill((state >>> 28) * 16, at, at + 3);
      }
      return { width: 200, height: 200, data };
    };
    const noisy = [noise(1), noise(2)];
    const { list } = await pages(await whole(encodeGif(sourceOf(noisy, [0, 1], 10), '')));
    list.forEach((data, k) => {
      const largest = data.reduce((most, x, at) => Math.max(most, Math.abs(x - noisy[k]!.data[at]!)), 0);
      expect(largest).toBeLessThanOrEqual(3);
    });
  });

  it('is read back by another decoder at any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (side) => {
        const data = new Uint8Array(3 * side * side).map((_, at) => (at % 7) * 30);
        const picture = { width: side, height: side, data };
        const two = sourceOf([picture, picture], [0, 1], 10);
        const { list } = await pages(await whole(encodeGif(two, '')));
        const worst = list[1]!.reduce((most, x, at) => Math.max(most, Math.abs(x - data[at]!)), 0);
        expect(worst).toBeLessThanOrEqual(3);
      }),
      { numRuns: cases(15) },
    );
  });

  it('carries a comment of any length, in ASCII', async () => {
    const gif = await whole(encodeGif(film, `é${'x'.repeat(1000)}`));
    expect(gifComments(gif)).toEqual([`\\u00e9${'x'.repeat(1000)}`]);
    expect(() => gifComments(gif.subarray(0, 900))).toThrow(/cut short/);
    expect(() => gifComments(Buffer.from('GIF'))).toThrow(/is not a GIF/);
  });
});

describe('encodeWebp', () => {
  it('shows the frames in order, without loss, and carries its XMP', async () => {
    const webp = await encodeWebp(film, '<x>packet</x>');
    const { list, delay, loop } = await pages(webp);
    expect(
      list.map((data) => Buffer.compare(data, Buffer.from(frames[order[list.indexOf(data)]!]!.data))),
    ).toEqual([0, 0, 0, 0]);
    expect([delay, loop]).toEqual([[42, 41, 42, 42], 0]);
    expect(await xmpOfWebp(webp)).toContain('packet');
  });
});

describe('encodeApng', () => {
  it('holds every frame as PNG has it, in order, with one count of sequence', async () => {
    const text: PngChunk = { type: 'tEXt', data: Buffer.from('a\0b') };
    const chunks = [...pngChunks(await whole(encodeApng(film, [text])))];
    expect(chunks.map(({ type }) => type)).toEqual([
      'IHDR',
      'acTL',
      'tEXt',
      'fcTL',
      'IDAT',
      'fcTL',
      'fdAT',
      'fcTL',
      'fdAT',
      'fcTL',
      'fdAT',
      'IEND',
    ]);
    const view = ({ data }: PngChunk) => new DataView(data.buffer, data.byteOffset, data.length);
    expect([0, 4].map((at) => view(chunks[1]!).getUint32(at))).toEqual([4, 0]);
    const numbered = chunks.filter(({ type }) => type === 'fcTL' || type === 'fdAT');
    expect(numbered.map((chunk) => view(chunk).getUint32(0))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const control = view(chunks[3]!);
    expect([4, 8, 12, 16].map((at) => control.getUint32(at))).toEqual([SIDE, SIDE, 0, 0]);
    expect([20, 22].map((at) => control.getUint16(at))).toEqual([1, 24]);
    const end = { type: 'IEND', data: new Uint8Array() };
    const data = chunks.filter(({ type }) => type === 'fdAT').map((chunk) => chunk.data.subarray(4));
    for (const [k, bytes] of data.entries()) {
      const png = pngOfChunks([chunks[0]!, { type: 'IDAT', data: bytes }, end]);
      expect((await decodePng(png)).data).toEqual(Buffer.from(frames[order[k + 1]!]!.data));
    }
  });
});

describe('spriteSheet', () => {
  it('lays frames in rows without gaps', async () => {
    const dot = (value: number): RgbPixels => ({ width: 1, height: 1, data: new Uint8Array(3).fill(value) });
    const { width, height, data } = await spriteSheet(
      sourceOf([dot(1), dot(2), dot(3)], [0, 1, 2, 1, 0], 10),
    );
    expect([width, height]).toEqual([3, 2]);
    expect([...data].filter((_, at) => at % 3 === 0)).toEqual([1, 2, 3, 2, 1, 0]);
  });
});

describe('upscaled', () => {
  it('makes squares of pixels, or goes smoothly from one to the next', async () => {
    const pixels: RgbPixels = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 240, 240, 240) };
    const red = ({ data }: RgbPixels) => [...data].filter((_, at) => at % 3 === 0);
    expect(red(await upscaled(pixels, 2, 'nearest'))).toEqual([0, 0, 240, 240, 0, 0, 240, 240]);
    const smooth = red(await upscaled(pixels, 8, 'smooth')).slice(0, 16);
    expect(new Set(smooth).size).toBeGreaterThan(4);
    expect(await upscaled(pixels, 1, 'smooth')).toBe(pixels);
  });
});

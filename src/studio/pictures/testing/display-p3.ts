/** Small pictures in the colours of Display P3, in all formats that can say so. */
import sharp, { type Sharp } from 'sharp';
import { expect } from 'vitest';
import { insertChunks, type PngChunk } from '../png.ts';
import { tiffOf } from './tiff.ts';

export const WIDTH = 16;
export const HEIGHT = 12;
export const SIDE = { width: WIDTH, height: HEIGHT };
export const PIXELS = WIDTH * HEIGHT;

export const withChunk = (png: Uint8Array, chunk: PngChunk) => insertChunks(png, [chunk], () => false);

/** An AVIF that states its colours by numbers, where it had a profile. */
export function withNclx(avif: Buffer, primaries: number, transfer: number): Uint8Array {
  const at = avif.indexOf('colrrICC');
  expect(at).toBeGreaterThan(0);
  avif.write('nclx', at + 4, 'latin1');
  // Then the encoder's own matrix, and that all numbers are used.
  avif.set([0, primaries, 0, transfer, 0, 6, 0x80], at + 8);
  return avif;
}

const FINE = { quality: 100, chromaSubsampling: '4:4:4' } as const;
const CICP: PngChunk = { type: 'cICP', data: Uint8Array.of(12, 13, 0, 1) };

/** Files of one picture in Display P3: what they are, how they are made of it and of its numbers, bits a channel. */
export const IN_DISPLAY_P3: readonly (readonly [
  string,
  (profiled: () => Sharp, own: Uint8Array) => Promise<Uint8Array>,
  8 | 16,
])[] = [
  ['PNG with a profile', (profiled) => profiled().png().toBuffer(), 8],
  ['JPEG with a profile', (profiled) => profiled().jpeg({ quality: 100 }).toBuffer(), 8],
  ['WebP with a profile', (profiled) => profiled().webp({ quality: 100 }).toBuffer(), 8],
  ['TIFF with a profile', (profiled) => profiled().tiff({ quality: 100 }).toBuffer(), 8],
  ['AVIF with a profile', (profiled) => profiled().avif(FINE).toBuffer(), 8],
  ['PNG of 16 bits with a profile', (profiled) => profiled().toColourspace('rgb16').png().toBuffer(), 16],
  [
    'PNG of 16 bits with opacity and a profile',
    (profiled) => profiled().ensureAlpha().toColourspace('rgb16').png().toBuffer(),
    16,
  ],
  [
    'TIFF of 16 bits with a profile',
    async (profiled, own) => tiffOf({ ...SIDE, ...(await deepInProfile(profiled(), own)) }),
    16,
  ],
  [
    'TIFF of 16 bits with a profile and a channel of no stated meaning',
    async (profiled, own) => {
      const { pixels, tags } = await deepInProfile(profiled(), own);
      const four = Uint16Array.from({ length: 4 * PIXELS }, (_, i) =>
        i % 4 === 3 ? 0 : pixels[3 * (i >> 2) + (i % 4)]!,
      );
      return tiffOf({ ...SIDE, pixels: four, tags: { ...tags, 338: [0] } });
    },
    16,
  ],
  [
    'AVIF of 10 bits with a profile',
    (profiled) =>
      profiled()
        .avif({ ...FINE, bitdepth: 10 })
        .toBuffer(),
    16,
  ],
  [
    'PNG that states them by numbers',
    (_, own) =>
      rgb(own)
        .png()
        .toBuffer()
        .then((png) => withChunk(png, CICP)),
    8,
  ],
  [
    'PNG of 16 bits that states them by numbers',
    (_, own) =>
      rgb(own)
        .toColourspace('rgb16')
        .png()
        .toBuffer()
        .then((png) => withChunk(png, CICP)),
    16,
  ],
  [
    'AVIF that states them by numbers',
    async (profiled) => withNclx(await profiled().avif(FINE).toBuffer(), 12, 13),
    8,
  ],
  [
    'AVIF of 10 bits that states them by numbers',
    async (profiled) =>
      withNclx(
        await profiled()
          .avif({ ...FINE, bitdepth: 10 })
          .toBuffer(),
        12,
        13,
      ),
    16,
  ],
];

export function rgb(numbers: Uint8Array): Sharp {
  return sharp(numbers, { raw: { ...SIDE, channels: 3 } });
}

/** For {@link tiffOf}. */
async function deepInProfile(profiled: Sharp, own: Uint8Array) {
  const { icc } = await sharp(await profiled.png().toBuffer()).metadata();
  const pairs = Array.from({ length: icc!.length / 2 }, (_, i) => icc!.readUInt16LE(2 * i));
  return { pixels: Uint16Array.from(own, (value) => 257 * value), tags: { 34675: pairs } };
}

import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode-picture.ts';
import type { PictureOutput, PictureRequest } from './picture-request.ts';
import type { PngChunk } from './png.ts';
import {
  WIDTH,
  HEIGHT,
  SIDE,
  PIXELS,
  withChunk,
  withNclx,
  IN_DISPLAY_P3,
  rgb,
} from './testing/display-p3.ts';
import { linearGreyProfile } from './testing/grey-profile.ts';
import { tiffOf } from './testing/tiff.ts';

/** From black on the left to white on the right, the same in each channel. */
const RAMP = Uint8Array.from({ length: PIXELS }, (_, at) => 17 * (at % WIDTH));

const RGB: PictureRequest = { fit: { kind: 'whole' }, output: { kind: 'rgb', transparency: 'white' } };

const WEBP = { kind: 'webp', losslessUpTo: WIDTH, quality: 95, effort: 4, tags: undefined } as const;
const OUTPUTS: readonly PictureOutput[] = [
  { kind: 'rgb', transparency: 'white' },
  { kind: 'png' },
  { kind: 'jpeg', quality: 95, tags: undefined },
  WEBP,
];

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;

function ramp(channels: 1 | 3 = 3): Sharp {
  const data = channels === 1 ? RAMP : repeated(RAMP, 3);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

/** Each value so many times over. */
function repeated<T extends Uint8Array | Uint16Array>(values: T, times: number): T {
  const all = new (values.constructor as new (length: number) => T)(times * values.length);
  return all.map((_, i) => values[Math.floor(i / times)]!) as T;
}

const deep = Uint16Array.from(RAMP, (value) => 257 * value);

/** RGB of a file, as whoever asks for it gets it. */
async function decoded(bytes: Uint8Array, request = RGB) {
  const picture = await decodePicture(bytes, request);
  if (picture.kind === 'refused') throw new Error(picture.why);
  return picture;
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const picture = await decodePicture(bytes, RGB);
  return picture.kind === 'refused' ? `${picture.fault}: ${picture.why}` : 'decoded';
}

/** Pixels of an encoded output, looked at by the decoder alone. */
async function pixelsOf(bytes: Uint8Array, output: PictureOutput): Promise<Uint8Array> {
  const { output: made } = await decoded(bytes, { fit: { kind: 'whole' }, output });
  if (output.kind === 'rgb') return made.bytes;
  return sharp(made.bytes).removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer();
}

function furthest(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

const gAMA = (gamma: number): PngChunk => {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, gamma);
  return { type: 'gAMA', data };
};

const iCCP = (profile: Uint8Array): PngChunk => ({
  type: 'iCCP',
  data: Buffer.concat([Buffer.from('own\0\0'), deflateSync(profile)]),
});

describe('decodePicture', () => {
  it.each<readonly [string, () => Promise<Uint8Array> | Uint8Array, number]>([
    ['PNG of 16 bits', () => ramp().toColourspace('rgb16').png().toBuffer(), 0],
    ['PNG in grey', () => ramp(1).toColourspace('b-w').png().toBuffer(), 0],
    ['PNG in grey with opacity', () => ramp(1).ensureAlpha().toColourspace('b-w').png().toBuffer(), 0],
    ['PNG in grey of 16 bits', () => ramp(1).toColourspace('grey16').png().toBuffer(), 0],
    ['PNG with a palette', () => ramp().png({ palette: true, dither: 0 }).toBuffer(), 4],
    ['JPEG in grey', () => ramp(1).toColourspace('b-w').jpeg({ quality: 95 }).toBuffer(), 4],
    [
      'JPEG in CMYK',
      () => ramp().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer(),
      // Ink is never as black.
      45,
    ],
    ['AVIF of 10 bits', () => ramp().avif({ bitdepth: 10, quality: 95 }).toBuffer(), 4],
    ['TIFF of 8 bits', () => ramp().tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['TIFF of 16 bits', () => tiffOf({ width: WIDTH, height: HEIGHT, pixels: repeated(deep, 3) }), 0],
    ['TIFF in grey of 16 bits', () => tiffOf({ width: WIDTH, height: HEIGHT, pixels: deep }), 0],
    [
      'TIFF whose white is 0',
      () => tiffOf({ width: WIDTH, height: HEIGHT, pixels: RAMP.map((v) => 255 - v), tags: { 262: [0] } }),
      0,
    ],
  ])('gives the colours of a %s', async (_, file, most) => {
    const { output } = await decoded(await file());
    expect(furthest(output.bytes, repeated(RAMP, 3))).toBeLessThanOrEqual(most);
  });

  it('gives black and white of one bit', async () => {
    const file = await ramp(1).threshold().toColourspace('b-w').png({ palette: true, colours: 2 }).toBuffer();
    expect((await sharp(file).metadata()).bitsPerSample).toBe(1);
    const { output } = await decoded(file);
    expect([...output.bytes.subarray(0, 3), ...output.bytes.subarray(-3)]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('does not take a channel of no stated meaning for opacity', async () => {
    const pixels = Uint8Array.from({ length: 4 * PIXELS }, (_, i) => (i % 4 === 3 ? 0 : RAMP[i >> 2]!));
    const file = (meaning: number) =>
      tiffOf({ width: WIDTH, height: HEIGHT, pixels, tags: { 338: [meaning] } });
    expect((await decoded(file(0))).output.bytes).toEqual(Buffer.from(repeated(RAMP, 3)));
    const clear = (await decoded(file(2))).output.bytes;
    expect(clear.every((value) => value === 255)).toBe(true);
  });

  const svg =
    '<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  it.each<readonly [string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    [
      'floating-point TIFF',
      () => tiffOf({ ...SIDE, pixels: new Float32Array(PIXELS), tags: { 339: [3] } }),
      /format: .*floating-point/,
    ],
    [
      'TIFF of 32 bits',
      () => tiffOf({ ...SIDE, pixels: new Uint32Array(3 * PIXELS) }),
      /format: .*32 bits a channel/,
    ],
    [
      'TIFF of signed numbers',
      () => tiffOf({ ...SIDE, pixels: new Int16Array(PIXELS), tags: { 339: [2] } }),
      /format: .*signed/,
    ],
    [
      'Lab TIFF',
      () => tiffOf({ ...SIDE, pixels: new Uint8Array(3 * PIXELS), tags: { 262: [8] } }),
      /format: .*Lab/,
    ],
    [
      'YCbCr TIFF',
      () => tiffOf({ ...SIDE, pixels: new Uint8Array(3 * PIXELS), tags: { 262: [6] } }),
      /format: .*YCbCr/,
    ],
    [
      'TIFF of five channels',
      () => tiffOf({ ...SIDE, pixels: new Uint8Array(5 * PIXELS), tags: { 338: [0, 0] } }),
      /format: .*5 channels/,
    ],
    ['raw file of a camera', () => tiffOf({ ...SIDE, pixels: RAMP, tags: { 254: [1] } }), /format: .*camera/],
    [
      'PNG of high dynamic range',
      async () =>
        withChunk(await ramp().png().toBuffer(), { type: 'cICP', data: Uint8Array.of(9, 16, 0, 1) }),
      /format: .*high dynamic range/,
    ],
    [
      'PNG of a wide space',
      async () => withChunk(await ramp().png().toBuffer(), { type: 'cICP', data: Uint8Array.of(9, 1, 0, 1) }),
      /format: .*primaries 9, transfer 1/,
    ],
    [
      'AVIF of high dynamic range',
      async () => withNclx(await ramp().withIccProfile('p3').avif().toBuffer(), 9, 16),
      /format: .*high dynamic range/,
    ],
    ['SVG', () => Buffer.from(svg), /format: .*SVG/],
    [
      'HEIC',
      async () =>
        Buffer.from((await ramp().avif().toBuffer()).toString('latin1').replaceAll('avif', 'heic'), 'latin1'),
      /format: .*HEIC/,
    ],
    ['BMP', () => Buffer.from('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1'), /format: .*BMP/],
    ['page', () => Buffer.from('<!doctype html><svg></svg>'), /no-picture/],
    ['text', () => Buffer.from('BM is no picture, but begins as one'), /no-picture/],
  ])('refuses a %s, and says so', async (_, file, words) => {
    expect(await refusal(await file())).toMatch(words);
  });

  it('says that a picture is too large before a pixel of it is decoded', async () => {
    const png = await ramp().png().toBuffer();
    new DataView(png.buffer, png.byteOffset).setUint32(16, 60_000);
    new DataView(png.buffer, png.byteOffset).setUint32(20, 60_000);
    // The checksum of the header is wrong now, which the decoder does not mind.
    expect(await refusal(png)).toMatch(/^(?:large: its 60000 x 60000 pixels|broken)/);
  });

  describe.each(OUTPUTS)('as $kind', (output) => {
    it.each(['png', 'jpeg', 'webp', 'tiff'] as const)('stands a turned %s upright', async (format) => {
      const file = await ramp()
        .withMetadata({ orientation: 6 })
        .toFormat(format, { quality: 100 })
        .toBuffer();
      const { width, height, output: made } = await decoded(file, { fit: { kind: 'whole' }, output });
      expect([width, height, made.width, made.height]).toEqual([HEIGHT, WIDTH, HEIGHT, WIDTH]);
      const pixels = await pixelsOf(file, output);
      // What was left is on top: dark rows above light ones.
      expect(pixels[0]).toBeLessThan(40);
      expect(pixels.at(-1)).toBeGreaterThan(215);
      if (output.kind !== 'rgb') expect((await sharp(made.bytes).metadata()).orientation ?? 1).toBe(1);
    });

    it.each(IN_DISPLAY_P3)('shows the colours of a %s', async (_, fileOf, depth) => {
      // Red of Display P3 is beyond that of sRGB: as numbers of sRGB, half of it is more.
      const numbers = Uint8Array.from({ length: 3 * PIXELS }, (_, i) => (i % 3 === 0 ? 180 : 90));
      const profiled = await rgb(numbers).withIccProfile('p3').png().toBuffer();
      const own = await sharp(profiled).keepIccProfile().raw().toBuffer();
      // The file's own numbers differ from those of sRGB that were meant.
      expect(furthest(own, numbers)).toBeGreaterThan(4);
      const file = await fileOf(() => sharp(profiled).keepIccProfile(), own);
      expect((await sharp(file).metadata()).depth).toBe(depth === 8 ? 'uchar' : 'ushort');
      expect(furthest(await pixelsOf(file, output), numbers)).toBeLessThanOrEqual(4);
      const { output: made } = await decoded(file, { fit: { kind: 'whole' }, output });
      if (output.kind !== 'rgb') expect((await sharp(made.bytes).metadata()).icc).toBeUndefined();
    });

    it.each([8, 16])('shows a grey PNG of %i bits as bright as its profile says', async (bits) => {
      const grey = await ramp(1)
        .toColourspace(bits === 16 ? 'grey16' : 'b-w')
        .png()
        .toBuffer();
      const pixels = await pixelsOf(withChunk(grey, iCCP(linearGreyProfile())), output);
      expect(Math.abs(pixels[3 * 8]! - 191)).toBeLessThanOrEqual(3);
    });

    it.each([8, 16])('shows a PNG of %i bits as bright as its gamma says', async (bits) => {
      const png = await ramp()
        .toColourspace(bits === 16 ? 'rgb16' : 'srgb')
        .png()
        .toBuffer();
      const pixels = await pixelsOf(withChunk(png, gAMA(100_000)), output);
      // Half the light, encoded as sRGB.
      expect(Math.abs(pixels[3 * 8]! - 191)).toBeLessThanOrEqual(3);
      const usual = await pixelsOf(withChunk(png, gAMA(45_455)), output);
      expect(Math.abs(usual[3 * 8]! - 136)).toBeLessThanOrEqual(3);
    });
  });

  it('keeps 16 bits in a PNG', async () => {
    const file = tiffOf({ ...SIDE, pixels: repeated(deep, 3) });
    const { output } = await decoded(file, { fit: { kind: 'whole' }, output: { kind: 'png' } });
    expect((await sharp(output.bytes).metadata()).depth).toBe('ushort');
  });

  const noise = Uint8Array.from({ length: 3 * 96 * 96 }, (_, i) => (i * 7919 * ((i >> 5) + 3)) >> 3);
  it.each([
    ...FORMATS.map((format) => {
      const file = () =>
        sharp(noise, { raw: { width: 96, height: 96, channels: 3 } })
          .toFormat(format)
          .toBuffer();
      return [format, file] as const;
    }),
    ['tiff that begins with its directory', () => tiffOf({ width: 96, height: 96, pixels: noise })] as const,
  ])('refuses what is left of a %s, and never throws', async (_, file) => {
    const whole = await file();
    for (const output of [...OUTPUTS, { kind: 'check' } as const]) {
      const request = { fit: { kind: 'whole' }, output } as const;
      expect((await decodePicture(whole, request)).kind).toBe('decoded');
      for (const length of [0, 1, whole.length * 0.01, whole.length * 0.5, whole.length * 0.99]) {
        const part = whole.subarray(0, Math.floor(length));
        expect(await decodePicture(part, request)).toMatchObject({ kind: 'refused' });
      }
    }
  });
});

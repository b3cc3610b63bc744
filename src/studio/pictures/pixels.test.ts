import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import type { RgbPixels } from '../../shared/picture.ts';
import { decodePng, encodePng, toPixels, toScreenPixels, withoutAlpha } from './pixels.ts';

/** One row of grey values, as networks have them. */
const grey = (...values: readonly number[]) => ({
  channels: 1,
  height: 1,
  width: values.length,
  data: Float32Array.from(values),
});

/** Every value of 8 bits, in three channels that differ. */
const ramp: RgbPixels = {
  width: 16,
  height: 16,
  data: Uint8Array.from({ length: 768 }, (_, at) => (at * 7 + Math.floor(at / 3)) % 256),
};

const png = (image: Sharp): Promise<Buffer> => image.png().toBuffer();

describe('toPixels', () => {
  it.each([
    [-1, 0],
    [1, 255],
    // (0 + 1) * 127.5 lies between two values: the tie goes up.
    [0, 128],
    [-0, 128],
    [-1e-7, 127],
    [1e-7, 128],
    [-2, 0],
    [2, 255],
    [Infinity, 255],
    [-Infinity, 0],
    [0.5, 191],
    [-0.5, 64],
  ])('%d becomes %i', (value, byte) => {
    expect([...toPixels(grey(value)).data]).toEqual([byte, byte, byte]);
  });

  it('gives every byte its own value back', () => {
    const data = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);
    const { data: bytes } = toPixels({ channels: 1, height: 1, width: 256, data });
    expect([...bytes].filter((_, at) => at % 3 === 0)).toEqual(
      Array.from({ length: 256 }, (_, byte) => byte),
    );
  });

  it('interleaves the channels, row by row', () => {
    const data = Float32Array.from([-1, 1, -1, 1, 0, 0, 0, 0, 1, 1, -1, -1]);
    const pixels = toPixels({ channels: 3, height: 2, width: 2, data });
    expect(pixels).toEqual({
      width: 2,
      height: 2,
      data: Uint8Array.from([0, 128, 255, 255, 128, 255, 0, 128, 0, 255, 128, 0]),
    });
  });

  it('says that values are no numbers', async () => {
    expect((await caught(() => toPixels(grey(0, NaN)))).code).toBe('engine-failed');
  });

  it('refuses data of another shape', () => {
    expect(() => toPixels({ ...grey(0, 0), width: 3 })).toThrow(RangeError);
    expect(() => toPixels({ ...grey(0, 0), channels: 2, width: 1 })).toThrow(RangeError);
  });
});

describe('toScreenPixels', () => {
  const colours = {
    channels: 3,
    height: 2,
    width: 3,
    data: Float32Array.from({ length: 18 }, (_, i) => i / 9 - 1),
  };

  it.each([colours, grey(-1, -0.3, 0, 1)])('has the colours of toPixels, opaque', (picture) => {
    const screen = toScreenPixels(picture);
    expect(withoutAlpha(screen)).toEqual(toPixels(picture));
    expect(screen.rgba).toHaveLength(4 * picture.width * picture.height);
    expect(screen.rgba.filter((_, at) => at % 4 === 3)).toEqual(
      new Uint8Array(picture.width * picture.height).fill(255),
    );
  });

  it('refuses values that are no numbers', async () => {
    expect((await caught(() => toScreenPixels(grey(0, NaN)))).code).toBe('engine-failed');
  });
});

describe('encodePng and decodePng', () => {
  it('lose nothing', async () => {
    const decoded = await decodePng(await encodePng(ramp));
    expect([...decoded.data]).toEqual([...ramp.data]);
    expect([decoded.width, decoded.height]).toEqual([16, 16]);
  });

  it('writes nothing but the pixels', async () => {
    const { exif, xmp, icc, comments } = await sharp(await encodePng(ramp)).metadata();
    expect([exif, xmp, icc, comments]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('decodes grey, transparent, indexed and 16-bit pictures as 8-bit RGB', async () => {
    const image = sharp(ramp.data, { raw: { width: 16, height: 16, channels: 3 } });
    const kinds = {
      transparent: await png(image.clone().ensureAlpha(0.5)),
      deep: await png(image.clone().toColourspace('rgb16')),
    };
    for (const kind of Object.values(kinds)) {
      expect([...(await decodePng(kind)).data]).toEqual([...ramp.data]);
    }
    const grey = await decodePng(await png(image.clone().greyscale().toColourspace('b-w')));
    expect(grey.data).toHaveLength(768);
    const indexed = await decodePng(await image.clone().png({ palette: true }).toBuffer());
    expect(indexed.data).toHaveLength(768);
  });

  it('refuses what is no whole PNG', async () => {
    const whole = await encodePng(ramp);
    const jpeg = await sharp(ramp.data, { raw: { width: 16, height: 16, channels: 3 } })
      .jpeg()
      .toBuffer();
    for (const bytes of [jpeg, whole.subarray(0, whole.length >> 1), Buffer.from('hello'), Buffer.alloc(0)]) {
      expect((await caught(() => decodePng(bytes))).code).toBe('file');
    }
  });
});

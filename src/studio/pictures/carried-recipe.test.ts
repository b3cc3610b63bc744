import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { noisePixels, noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { carriedRecipe } from './carried-recipe.ts';
import { encodePng } from './pixels.ts';
import { tagged } from './testing/tagged.ts';
import { writeRecipe } from './recipe-in-png.ts';

const { width, height, data } = noisePixels(1);
const picture = () => sharp(data, { raw: { width, height, channels: 3 } });

/** A recipe that says all that is hard to carry: letters of many scripts, quotes, marks of the format. */
const hard: Recipe = {
  ...noiseRecipe(7),
  version: 2,
  model: { ...noiseRecipe(7).model, name: 'Лица "é" 顔 😀 \u0000 \\ " {"madeWith":' },
  edits: [
    {
      kind: 'direction',
      name: 'Lächeln 😀',
      vector: Buffer.alloc(1024, 1).toString('base64'),
      amounts: [1, 2],
    },
  ],
};

const lossy = { jpeg: () => picture().jpeg(), webp: () => picture().webp() } as const;

describe('carriedRecipe', () => {
  it.each(['jpeg', 'webp'] as const)('reads what was written into %s, letter by letter', async (format) => {
    for (const recipe of [noiseRecipe(1), hard]) {
      const bytes = await tagged(lossy[format](), recipe);
      expect(await carriedRecipe(bytes)).toEqual(recipe);
    }
  });

  it('reads what was written into PNG', async () => {
    expect(await carriedRecipe(writeRecipe(await encodePng(noisePixels(1)), hard))).toEqual(hard);
  });

  it('reads EXIF of either order of bytes, and after another program wrote the file again', async () => {
    const ours = await tagged(lossy.jpeg(), hard);
    const again = await sharp(ours).keepExif().webp({ lossless: true }).toBuffer();
    expect(await carriedRecipe(again)).toEqual(hard);
    const { exif } = await sharp(ours).metadata();
    expect(exif!.toString('latin1', 6, 8)).toBe('II');
    const bigEndian = await picture().jpeg().withMetadata().toBuffer();
    const withExif = Buffer.concat([
      bigEndian.subarray(0, 2),
      segment(motorola(hard)),
      bigEndian.subarray(2),
    ]);
    expect(await carriedRecipe(withExif)).toEqual(hard);
  });

  it.each([
    ['a photograph', () => picture().jpeg().toBuffer()],
    [
      'a comment of another program',
      () =>
        picture()
          .jpeg()
          .withExif({ IFD2: { UserComment: 'hello' } })
          .toBuffer(),
    ],
    [
      'EXIF without a comment',
      () =>
        picture()
          .webp()
          .withExif({ IFD0: { Artist: 'Ada' } })
          .toBuffer(),
    ],
    ['GIF', () => picture().gif().toBuffer()],
  ])('says that there is none: %s', async (_what, bytes) => {
    const error = await caught(async () => carriedRecipe(await bytes()));
    expect(error).toMatchObject({ code: 'recipe-invalid' });
    expect(error.message).toContain('The picture carries no recipe');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['a zip archive', Buffer.from('PK\u0003\u0004'.padEnd(100, '\0'))],
  ])('says that %s is no picture', async (_what, bytes) => {
    const error = await caught(() => carriedRecipe(bytes));
    expect(error).toMatchObject({ code: 'recipe-invalid' });
    expect(error.message).toContain('no picture');
  });

  it('gives the recipe or says what is wrong, wherever a JPEG ends and whichever byte is damaged', async () => {
    const whole = await tagged(lossy.jpeg(), noiseRecipe(1));
    const head = whole.indexOf(Uint8Array.of(0xff, 0xdb));
    for (let at = 0; at < head; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x20;
      for (const bytes of [whole.subarray(0, at), damaged]) {
        const outcome = await carriedRecipe(bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'recipe-invalid' });
        else expect((outcome as Recipe).version).toBe(1);
      }
    }
  });
});

function segment(exif: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([head, exif]);
}

/** EXIF as cameras of the other order of bytes write it: IFD0 with one tag, the Exif IFD with one. */
function motorola(recipe: Recipe): Buffer {
  const comment = Buffer.from(
    `ASCII\0\0\0${JSON.stringify(recipe).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}`,
  );
  const ifd = (tag: number, type: number, count: number, value: number) => {
    const bytes = Buffer.alloc(18);
    bytes.writeUInt16BE(1, 0);
    bytes.writeUInt16BE(tag, 2);
    bytes.writeUInt16BE(type, 4);
    bytes.writeUInt32BE(count, 6);
    bytes.writeUInt32BE(value, 10);
    return bytes;
  };
  const header = Buffer.from('MM\0\x2a\0\0\0\x08', 'latin1');
  return Buffer.concat([
    Buffer.from('Exif\0\0'),
    header,
    ifd(0x8769, 4, 1, 26),
    ifd(0x9286, 7, comment.length, 44),
    comment,
  ]);
}

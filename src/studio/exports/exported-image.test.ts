import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { addPictureFiles } from '../gallery/intake/add-files.ts';
import { noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { decodeOrThrow } from '../pictures/decode-picture.ts';
import { decodePng } from '../pictures/pixels.ts';
import { insertChunks } from '../pictures/png.ts';
import { readRecipe } from '../pictures/recipe-in-png.ts';
import { exportGallery } from './export-gallery.ts';
import { importGallery } from './import-gallery.ts';
import { target } from './testing/targets.ts';
import { filledGallery } from './testing/filled-gallery.ts';

const ALL = { kind: 'all' } as const;
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { items: Record<string, unknown>[] };

/** RGB of a picture as it is to be seen. */
async function seenPixels(bytes: Uint8Array): Promise<Uint8Array> {
  const { output } = await decodeOrThrow(bytes, 'It cannot be read', {
    fit: { kind: 'whole' },
    output: { kind: 'rgb', transparency: 'white' },
  });
  return output.bytes;
}

describe('pictures of an export', () => {
  it('without metadata tells nothing but the pixels', async () => {
    await using test = await filledGallery();
    for (const image of ['png', 'jpeg', 'webp'] as const) {
      const path = `${test.out}-${image}`;
      await exportGallery(
        test.gallery,
        ALL,
        target('folder', path, { image, metadata: false, pattern: 'x' }),
      );
      const [picture] = entries(path).filter((name) => name.startsWith('x.'));
      const bytes = readFileSync(join(path, picture!));
      const { exif, xmp, comments } = await sharp(bytes).metadata();
      expect([exif, xmp, comments]).toEqual([undefined, undefined, undefined]);
      expect(bytes.includes('noise')).toBe(false);
      expect(json(join(path, 'manifest.json')).items[0]).toEqual({ file: picture, width: 16, height: 16 });
      expect(readFileSync(join(path, 'manifest.csv'), 'utf8').split('\r\n')[0]).toBe('file,width,height');
    }
    const png = readFileSync(join(`${test.out}-png`, 'x.png'));
    const kept = readFileSync(test.gallery.pathOf(1));
    expect((await decodePng(png)).data).toEqual((await decodePng(kept)).data);
    await expect(caught(() => readRecipe(png))).resolves.toMatchObject({ code: 'recipe-invalid' });
  });

  it('without metadata looks as before: turned, in the colours and as bright as the file said', async () => {
    await using test = await testGallery();
    const folder = temporaryFolder();
    const pixels = new Uint8Array(3 * 8 * 4).map((_, i) => (i % 24 < 12 ? 200 : 20));
    const png = await sharp(pixels, { raw: { width: 8, height: 4, channels: 3 } })
      .png()
      .toBuffer();
    const linear = { type: 'gAMA', data: Uint8Array.of(0, 1, 0x86, 0xa0) };
    const secret = { type: 'prVt', data: Buffer.from('where it was taken') };
    const files = [
      ['turned', await sharp(png).withMetadata({ orientation: 6 }).png().toBuffer()],
      ['profile', await sharp(png).withIccProfile('p3').png().toBuffer()],
      ['linear', insertChunks(png, [linear, secret], () => false)],
    ] as const;
    for (const [name, bytes] of files) writeFileSync(join(folder, `${name}.png`), bytes);
    await addPictureFiles(
      test.gallery,
      files.map(([name]) => join(folder, `${name}.png`)),
    );
    for (const image of ['png', 'jpeg', 'webp'] as const) {
      const out = join(folder, image);
      await exportGallery(
        test.gallery,
        ALL,
        target('folder', out, { image, metadata: false, pattern: '{title}' }),
      );
      for (const [name, bytes] of files) {
        const path = join(out, `${name}.${image === 'jpeg' ? 'jpg' : image}`);
        const exported = readFileSync(path);
        expect(exported.includes('where it was taken')).toBe(false);
        const { orientation = 1, icc } = await sharp(exported).metadata();
        expect([orientation, icc]).toEqual([1, undefined]);
        const [seen, wanted] = await Promise.all([exported, bytes].map((file) => seenPixels(file)));
        expect(seen).toHaveLength(wanted!.length);
        for (const [i, value] of seen!.entries()) expect(Math.abs(value - wanted![i]!)).toBeLessThan(12);
      }
    }
  });

  it('as JPEG or WebP carries the recipe where programs look for it', async () => {
    await using test = await filledGallery();
    for (const image of ['jpeg', 'webp'] as const) {
      const path = `${test.out}-${image}`;
      await exportGallery(test.gallery, { kind: 'ids', ids: [1] }, target('folder', path, { image }));
      const { exif, xmp } = await sharp(
        join(path, `noise-1.${image === 'jpeg' ? 'jpg' : 'webp'}`),
      ).metadata();
      expect(exif!.toString('latin1')).toContain('Steps: 2, Seed: 1, Model: noise');
      expect(exif!.toString('latin1')).toContain(JSON.stringify(noiseRecipe(1)));
      expect(xmp!.toString()).toContain('trainedAlgorithmicMedia');
    }
  });

  it('says that a recipe is too long for JPEG or WebP, and leaves it to the manifest', async () => {
    await using test = await testGallery();
    const vector = Buffer.alloc(4 * 4096).toString('base64');
    const long: Recipe = {
      ...noiseRecipe(1),
      version: 2,
      edits: Array.from({ length: 4 }, () => ({ kind: 'direction', name: 'a', vector, amounts: [1, 1] })),
    };
    await test.keepOf(long);
    for (const image of ['jpeg', 'webp', 'png'] as const) {
      const path = `${test.folder}-${image}`;
      const { notes } = await exportGallery(test.gallery, ALL, target('folder', path, { image }));
      expect(notes).toEqual(
        image === 'png'
          ? []
          : [expect.stringMatching(/^The recipe of noise-1\.\w+ is too long for its format/)],
      );
      await using other = await testGallery();
      await importGallery(other.gallery, path);
      expect(other.gallery.get([1])).toMatchObject([{ recipe: long }]);
    }
  });

  it('copies reference material as it came, and turns it where the format is another', async () => {
    await using test = await testGallery();
    const photo = join(temporaryFolder(), 'Mum & Dad.jpg');
    await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(photo);
    await addPictureFiles(test.gallery, [photo]);
    const out = join(temporaryFolder(), 'out');
    await exportGallery(test.gallery, ALL, target('folder', out, { pattern: '{title}' }));
    expect(readFileSync(join(out, 'Mum & Dad.jpg'))).toEqual(readFileSync(photo));
    await exportGallery(test.gallery, ALL, target('folder', `${out}2`, { metadata: false }));
    const { width, height, orientation, format } = await sharp(
      join(`${out}2`, 'Mum & Dad-reference.png'),
    ).metadata();
    expect([width, height, orientation, format]).toEqual([20, 30, undefined, 'png']);
  });
});

import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { encodePng } from '../../pictures/pixels.ts';
import { pngOfChunks } from '../../pictures/testing/png-of-chunks.ts';
import { tagged } from '../../pictures/testing/tagged.ts';
import { writeRecipe } from '../../pictures/recipe-in-png.ts';
import { addPictureFiles } from './add-files.ts';
import { noisePixels, noiseRecipe } from '../testing/noise-pictures.ts';
import { testGallery } from '../testing/test-gallery.ts';

const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: width % 256, g: 0, b: 0 } } });

async function written(name: string, bytes: Uint8Array | Promise<Uint8Array>): Promise<string> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, await bytes);
  return path;
}

/** A PNG that says it has so many pixels, and has none. */
function vast(side: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, side);
  header.setUint32(4, side);
  [8, 2, 0, 0, 0].forEach((value, at) => header.setUint8(8 + at, value));
  return pngOfChunks([
    { type: 'IHDR', data: new Uint8Array(header.buffer) },
    { type: 'IDAT', data: new Uint8Array(2000) },
    { type: 'IEND', data: new Uint8Array() },
  ]);
}

describe('addFiles', () => {
  it('takes a PNG of ours as the picture that it is, and others as reference material', async () => {
    await using test = await testGallery();
    const ours = await written('a.png', writeRecipe(await encodePng(noisePixels(1)), noiseRecipe(1)));
    const turned = await written(
      'turned.jpg',
      photo(30, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    );
    const plain = await written('plain.png', encodePng(noisePixels(2)));
    const others = await Promise.all([
      written('a.webp', photo(40, 20).webp().toBuffer()),
      written('a.gif', photo(41, 20).gif().toBuffer()),
    ]);
    const { added, refused } = await addPictureFiles(test.gallery, [ours, turned, plain, ...others]);
    expect(refused).toEqual([]);
    expect(added).toMatchObject([
      { kind: 'picture', recipe: noiseRecipe(1), title: 'noise 1' },
      { kind: 'reference', recipe: null, title: 'turned.jpg', width: 20, height: 30 },
      { kind: 'reference', title: 'plain.png', width: 16 },
      { title: 'a.webp' },
      { title: 'a.gif' },
    ]);
    test.gallery.trash([added[1]!.id]);
    const again = await addPictureFiles(test.gallery, [turned, ours, ours]);
    expect(again.added.map(({ id }) => id)).toEqual([added[1]!.id, added[0]!.id]);
    expect(test.gallery.facets()).toMatchObject({ total: 5, trashed: 0 });
  });

  it.each(['jpeg', 'webp'] as const)('takes a %s with a recipe as the picture that it is', async (format) => {
    await using test = await testGallery();
    const recipe = { ...noiseRecipe(1), model: { ...noiseRecipe(1).model, name: 'Гесихтер' } };
    const { width, height, data } = noisePixels(1);
    const image = sharp(data, { raw: { width, height, channels: 3 } })[format]();
    const file = await written('any name.png', tagged(image, recipe));
    const { added } = await addPictureFiles(test.gallery, [file]);
    expect(added).toMatchObject([{ kind: 'picture', recipe, fileType: format === 'jpeg' ? 'jpg' : 'webp' }]);
    expect(readFileSync(test.gallery.pathOf(added[0]!.id))).toEqual(readFileSync(file));
    const again = await test.gallery.keepMade(noisePixels(1), recipe);
    expect(again).toEqual({ id: added[0]!.id, isNew: false });
  });

  it('takes files in their order, whichever is read first', async () => {
    await using test = await testGallery();
    const sides = [900, 10, 600, 11, 12, 500, 13];
    const paths = await Promise.all(
      sides.map((side, at) => written(`${at}.png`, photo(side, side).png().toBuffer())),
    );
    const { added } = await addPictureFiles(test.gallery, paths);
    expect(added.map(({ title }) => title)).toEqual(sides.map((_, at) => `${at}.png`));
    expect(test.seeds({}, 'oldest')).toEqual(sides.map((_, at) => `${at}.png`));
  });

  it('refuses what is no picture, is damaged or too large, and takes the rest', async () => {
    await using test = await testGallery();
    const cut = await written('cut.png', photo(600, 600).png({ compressionLevel: 0 }).toBuffer());
    truncateSync(cut, 20_000);
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'x.png'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.png'));
    const bad: readonly (readonly [path: string, message: RegExp])[] = [
      [await written('vast.png', vast(50_000)), /vast\.png .*50000 x 50000 pixels are more/],
      [await written('text.png', Buffer.from('not a picture')), /no picture/],
      [await written('empty.png', new Uint8Array()), /it is empty/],
      [
        await written('a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
        /SVG/,
      ],
      [await written('a.tiff', photo(9, 9).tiff().toBuffer()), /TIFF/],
      [cut, /cut\.png .*damaged/],
      [join(folder, 'x.png'), /folder/],
      [join(folder, 'link.png'), /no such file/],
      [join(folder, 'missing.png'), /no such file/],
      ['/dev/zero', /not a plain file/],
      ['', /without a name/],
      [`/${'a'.repeat(5000)}`, /name is too long/],
    ];
    const good = await written('good.png', encodePng(noisePixels(3)));
    const { added, refused } = await addPictureFiles(test.gallery, [...bad.map(([path]) => path), good]);
    expect(added).toHaveLength(1);
    expect(refused.map(({ path }) => path)).toEqual(bad.map(([path]) => path));
    for (const [at, [, message]] of bad.entries()) expect(refused[at]!.message).toMatch(message);
  });
});

import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { IMAGE_FORMATS } from '../../shared/gallery/gallery-export.ts';
import { noisePixels, noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { encodePng } from '../pictures/pixels.ts';
import { carriedRecipe } from '../pictures/carried-recipe.ts';
import { tagged } from '../pictures/testing/tagged.ts';
import { writeRecipe } from '../pictures/recipe-in-png.ts';
import { exportGallery } from './export-gallery.ts';
import { importGallery } from './import-gallery.ts';
import { isExport } from './open-import.ts';
import { exported } from './testing/exported.ts';
import { target } from './testing/targets.ts';

describe('an import', () => {
  it.each(
    (['folder', 'zip', 'html', 'dataset'] as const).flatMap((kind) =>
      IMAGE_FORMATS.map((image) => [kind, image] as const),
    ),
  )('of a %s of %s files restores everything, and changes nothing the second time', async (kind, image) => {
    const path = await exported(kind, image);
    await using test = await testGallery();
    const { gallery } = test;
    expect(await importGallery(gallery, path)).toEqual({
      added: 3,
      updated: 0,
      refused: [],
      refusedCount: 0,
    });
    const restored = () => gallery.get([...gallery.order({ tags: ['a'] }, 'newest').ids]);
    expect(restored()).toMatchObject([
      { kind: 'picture', recipe: noiseRecipe(1), rating: 4, favourite: true, tags: ['a', 'b'], note: 'n' },
    ]);
    expect(gallery.facets().collections).toMatchObject([{ name: 'Album', count: 1 }]);
    const { id } = restored()[0]!;
    expect(await carriedRecipe(readFileSync(gallery.pathOf(id)))).toEqual(noiseRecipe(1));
    expect(test.seeds({}, 'oldest')).toEqual(['1', '2', '3']);
    gallery.update([id], { rating: 1, note: 'mine', favourite: false });
    expect(await importGallery(gallery, path)).toMatchObject({ added: 0, updated: 3 });
    expect(restored()).toMatchObject([{ rating: 1, note: 'mine' }]);
    expect(gallery.facets().total).toBe(3);
  });

  it.each([
    ['folder', 'manifest.json'],
    ['dataset', 'metadata.jsonl'],
    ['html', 'index.html'],
  ] as const)('of a %s goes by its %s, too', async (kind, file) => {
    const path = join(await exported(kind, 'png'), file);
    expect(isExport(path)).toBe(true);
    await using test = await testGallery();
    expect(await importGallery(test.gallery, path)).toMatchObject({ added: 3, refusedCount: 0 });
    expect(test.seeds({ tags: ['b'] })).toEqual(['1']);
  });

  it.each([
    ['a saved page that is called a picture', 'photo.jpg', '<!doctype html><title>404</title>'],
    ['a page of another program', 'index.html', '<!DOCTYPE html><meta name="generator" content="Hugo">'],
    ['a picture whose name is a page', 'index.html', 'PNG'],
    ['notes that begin like a dataset', 'notes.txt', '{"file_name":"private.png"}'],
    ['a manifest by another name', 'list.json', '{"format":"trilemma-gallery","version":1,"items":[]}'],
    ['a manifest of another program', 'manifest.json', '{"name":"my site","items":[{"file":"private.png"}]}'],
    ['settings called as a dataset is', 'metadata.jsonl', '{"file":"private.png"}'],
    ['words that begin like a zip', 'a.zip', 'PKZIP was'],
  ])('takes %s for one file, and nothing beside it', async (_what, name, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'private.png'), await encodePng(noisePixels(1)));
    expect(isExport(join(folder, name))).toBe(false);
    await using test = await testGallery();
    expect(await caught(() => importGallery(test.gallery, join(folder, name)))).toMatchObject({
      code: 'file',
      message: expect.stringContaining(`${name} is no export`) as string,
    });
    expect(test.gallery.facets().total).toBe(0);
  });

  it('of what was exported without metadata brings the pictures as reference material', async () => {
    await using from = await testGallery();
    await from.keep(1, 2);
    for (const kind of ['folder', 'zip', 'html', 'dataset'] as const) {
      const path = join(temporaryFolder(), 'out');
      await exportGallery(from.gallery, { kind: 'all' }, target(kind, path, { metadata: false }));
      await using test = await testGallery();
      expect(await importGallery(test.gallery, path)).toMatchObject({ added: 2, refusedCount: 0 });
      expect(test.gallery.get([1, 2])).toMatchObject([{ recipe: null }, { recipe: null }]);
    }
  });

  it('of JPEG or WebP brings no second picture of a recipe, whichever came first', async () => {
    await using test = await testGallery();
    await test.keep(1, 2, 3);
    for (const image of ['jpeg', 'webp'] as const) {
      for (const kind of ['dataset', 'folder'] as const) {
        const path = await exported(kind, image);
        expect(await importGallery(test.gallery, path)).toMatchObject({ added: 0, updated: 3 });
      }
    }
    expect(test.gallery.facets().total).toBe(3);
  });

  it('of a folder without a manifest takes its pictures, in the order of their names', async () => {
    const folder = temporaryFolder();
    for (const seed of [10, 9, 2]) {
      const png = writeRecipe(await encodePng(noisePixels(seed)), noiseRecipe(seed));
      writeFileSync(join(folder, `noise-${seed}.png`), png);
    }
    writeFileSync(join(folder, 'no.txt'), 'no picture');
    writeFileSync(join(folder, 'path.json'), '{}');
    // Larger than any picture may be; no byte of it is on the disk.
    writeFileSync(join(folder, 'film.mp4'), '');
    truncateSync(join(folder, 'film.mp4'), 2 ** 33);
    writeFileSync(join(folder, '.hidden'), 'x');
    await using test = await testGallery();
    const done = await importGallery(test.gallery, folder);
    expect(done).toMatchObject({
      added: 3,
      refusedCount: 2,
      refused: [{ path: 'film.mp4' }, { path: 'no.txt' }],
    });
    for (const { message } of done.refused) expect(message).toContain('it is no picture');
    expect(test.seeds({}, 'oldest')).toEqual(['2', '9', '10']);
    const empty = await caught(() => importGallery(test.gallery, temporaryFolder()));
    expect(empty.message).toMatch(/has no pictures to import/);
  });

  it('of one picture in two formats brings one', async () => {
    const folder = temporaryFolder();
    const png = writeRecipe(await encodePng(noisePixels(1)), noiseRecipe(1));
    writeFileSync(join(folder, 'a.png'), png);
    writeFileSync(join(folder, 'b.jpg'), await tagged(sharp(png).jpeg(), noiseRecipe(1)));
    await using test = await testGallery();
    expect(await importGallery(test.gallery, folder)).toMatchObject({ added: 1, updated: 1 });
    expect(
      entries(join(test.folder, 'pictures')).flatMap((name) => entries(join(test.folder, 'pictures', name))),
    ).toHaveLength(1);
  });

  it("of another program's dataset takes what it knows, and refuses what is no entry", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.png'), await encodePng(noisePixels(1)));
    const lines = [
      { file_name: 'a.png', text: 'a cat', label: 3 },
      { file_name: '../b.png' },
      { image: 'c.png' },
      7,
    ];
    writeFileSync(join(folder, 'metadata.jsonl'), lines.map((line) => JSON.stringify(line)).join('\r\n'));
    await using test = await testGallery();
    expect(await importGallery(test.gallery, folder)).toMatchObject({ added: 1, refusedCount: 3 });
  });

  it('of a manifest makes pictures again whose files are missing', async () => {
    const folder = temporaryFolder();
    const items = [{ file: 'gone.png', tags: ['x'], recipe: noiseRecipe(1) }, { file: 'also-gone.png' }];
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ format: 'trilemma-gallery', version: 1, items }));
    await using test = await testGallery();
    const rgba = new Uint8Array(4 * 16 * 16).fill(255);
    const done = await importGallery(test.gallery, manifest, {
      pictureOf: (recipe) => Promise.resolve({ width: 16, height: 16, rgba, recipe }),
    });
    expect(done).toMatchObject({ added: 1, refused: [{ path: 'also-gone.png' }] });
    expect(test.seeds({ tags: ['x'] })).toEqual(['1']);
  });

  it('reads no file outside its folder, and no entry that cannot be right', async () => {
    const folder = join(temporaryFolder(), 'in');
    mkdirSync(folder);
    const png = await encodePng(noisePixels(1));
    writeFileSync(join(folder, '..', 'secret.png'), png);
    writeFileSync(join(folder, 'ok.png'), png);
    symlinkSync(join(folder, '..', 'secret.png'), join(folder, 'link.png'));
    symlinkSync(join(folder, '..'), join(folder, 'up'));
    const recipe = { ...noiseRecipe(1), version: 99 };
    const hostile: readonly (readonly [object, RegExp])[] = [
      [{ file: '../secret.png' }, /leads out/],
      [{ file: join(folder, '..', 'secret.png') }, /leads out/],
      [{ file: 'x/../../secret.png' }, /leads out/],
      [{ file: '..\\secret.png' }, /leads out/],
      [{ file: 'C:secret.png' }, /leads out/],
      [{ file: 'ok.png\0.png' }, /leads out/],
      [{ file: 'link.png' }, /leads out/],
      [{ file: 'up/secret.png' }, /leads out/],
      [{ file: '.' }, /leads out/],
      [{ file: 'missing.png' }, /no such file/],
      [{ file: 7 }, /file/],
      [{ file: 'ok.png', rating: 1e9 }, /rating/],
      [{ file: 'ok.png', tags: [''] }, /tags/],
      [{ file: 'ok.png', keptAt: 'yesterday' }, /keptAt/],
      [{ file: 'ok.png', recipe }, /newer version/],
    ];
    const items = [...hostile.map(([item]) => item), null, { file: 'ok.png', title: 'Fine' }];
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ format: 'trilemma-gallery', version: 1, items }),
    );
    await using test = await testGallery();
    const done = await importGallery(test.gallery, folder);
    expect(done).toMatchObject({ added: 1, refusedCount: hostile.length + 1 });
    for (const [at, [, message]] of hostile.entries()) expect(done.refused[at]!.message).toMatch(message);
    expect(test.gallery.get([1])).toMatchObject([{ kind: 'reference', title: 'Fine' }]);
  });

  it.each([
    ['cut short', '{"format":"trilemma-gallery","version":1,"it', /not JSON/],
    ['without items', '{"format":"trilemma-gallery","version":1}', /not one of Trilemma Studio's/],
    ['of a newer form', '{"format":"trilemma-gallery","version":2,"items":[]}', /newer version/],
  ])('refuses a manifest that is %s where it alone is named', async (_what, text, message) => {
    const path = join(temporaryFolder(), 'manifest.json');
    writeFileSync(path, text);
    await using test = await testGallery();
    expect((await caught(() => importGallery(test.gallery, path))).message).toMatch(message);
  });

  it('can be cancelled; what came in stays', async () => {
    const path = await exported('zip', 'png');
    await using test = await testGallery();
    const error = await caught(() => importGallery(test.gallery, path, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
  });
});

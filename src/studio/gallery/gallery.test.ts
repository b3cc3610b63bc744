import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { newPicture } from './intake/new-picture.ts';
import { compareListing, listStore } from './files/store-listing.ts';
import { noisePixels, noiseRecipe } from './testing/noise-pictures.ts';
import { testGallery } from './testing/test-gallery.ts';

describe('the gallery', () => {
  it('gives items in the order of their ids, with all that belongs to them', async () => {
    await using test = await testGallery();
    const [a, b] = (await test.keep(1, 2)) as [number, number];
    const album = test.gallery.collections.create('Album');
    test.gallery.update([b], { favourite: true, rating: 4, addTags: ['z', 'a'], note: 'n', addTo: album });
    const items = test.gallery.get([b, 4711, a]);
    expect(items).toMatchObject([
      {
        id: b,
        favourite: true,
        rating: 4,
        tags: ['a', 'z'],
        note: 'n',
        collections: [album],
        trashedAt: null,
      },
      { id: a, kind: 'picture', width: 16, height: 16, title: 'noise 1', recipe: noiseRecipe(1), tags: [] },
    ]);
    test.gallery.update([a, b], { removeFrom: album });
    expect(test.gallery.facets()).toMatchObject({
      total: 2,
      favourites: 1,
      models: [{ name: 'noise', count: 2 }],
      collections: [{ id: album, name: 'Album', count: 0, cover: null }],
      sizes: [{ size: 16, count: 2 }],
    });
  });

  it('changes all of them or none', async () => {
    await using test = await testGallery();
    const ids = await test.keep(1, 2);
    const error = await caught(() => test.gallery.update(ids, { rating: 5, addTags: ['x'], addTo: 99 }));
    expect(error.code).toBe('usage');
    expect(test.gallery.get(ids)).toMatchObject([
      { rating: 0, tags: [] },
      { rating: 0, tags: [] },
    ]);
  });

  it('changes those that are there, and names the others, each once', async () => {
    await using test = await testGallery();
    const { gallery } = test;
    const [a, b] = (await test.keep(1, 2)) as [number, number];
    const ids = [a, 99, b, 98, 99];
    const named = { missing: [99, 98] };
    expect(gallery.update(ids, { rating: 2 })).toEqual(named);
    expect(gallery.get([a, b])).toMatchObject([{ rating: 2 }, { rating: 2 }]);
    expect(gallery.trash(ids)).toEqual(named);
    expect(gallery.facets().trashed).toBe(2);
    expect(gallery.restore(ids)).toEqual(named);
    gallery.trash([a]);
    expect(gallery.purge(ids)).toEqual(named);
    expect(test.seeds()).toEqual(['2']);
    expect(gallery.purge()).toEqual({ missing: [] });
  });

  it('has those of a batch in the order in which they were given, whatever is encoded first', async () => {
    await using test = await testGallery();
    const sides = [1024, 16, 512, 16, 16, 256, 16];
    const arrivals = await Promise.all(
      sides.map((side, at) =>
        test.gallery.keepMade(noisePixels(at, side), { ...noiseRecipe(100 - at), imageSize: side }),
      ),
    );
    const seeds = sides.map((_, at) => String(100 - at));
    expect(arrivals.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(test.seeds({}, 'oldest')).toEqual(seeds);
    expect(test.seeds({}, 'newest')).toEqual(seeds.toReversed());
  });

  it('deletes what it can of what is purged, and the rest at a later start', async () => {
    await using test = await testGallery();
    const ids = await test.keep(1, 2, 3);
    const paths = ids.map((id) => test.gallery.pathOf(id));
    // A folder cannot be deleted as a file.
    rmSync(paths[0]!);
    mkdirSync(paths[0]!);
    test.gallery.trash(ids);
    expect((await caught(() => test.gallery.purge())).code).toBe('file');
    expect(paths.map((path) => existsSync(path))).toEqual([true, false, false]);
    expect(test.seeds({ trash: true })).toEqual([]);
    await test[Symbol.asyncDispose]();

    await using again = await testGallery(test.folder);
    expect(again.notices).toEqual([expect.stringContaining(paths[0]!)]);
    rmdirSync(paths[0]!);
    await again[Symbol.asyncDispose]();
    expect((await testGallery(test.folder)).notices).toEqual([]);
  });

  it('keeps a picture once, also at the same time, and takes it out of the trash', async () => {
    await using test = await testGallery();
    const { gallery } = test;
    const recipe = noiseRecipe(1);
    let made = 0;
    const pictureOf = () => {
      made += 1;
      const { width, height } = noisePixels(1);
      return Promise.resolve({ width, height, rgba: new Uint8Array(4 * width * height), recipe });
    };
    const [first, same] = await Promise.all([
      gallery.keep(recipe, false, pictureOf),
      gallery.keep(recipe, true, pictureOf),
    ]);
    expect(same.id).toBe(first.id);
    expect(made).toBe(1);
    gallery.trash([first.id]);
    expect(gallery.lookup(recipe)).toBeNull();
    expect(await gallery.keep(recipe, false, pictureOf)).toMatchObject({ id: first.id, favourite: true });
    expect(gallery.lookup({ ...recipe, model: { ...recipe.model, name: 'renamed' } })?.id).toBe(first.id);
    expect(made).toBe(1);
  });

  it('finds a picture that is kept twice, also where one of the two is in the trash', async () => {
    await using test = await testGallery();
    const { gallery } = test;
    const recipe = noiseRecipe(1);
    const add = async (noise: number) =>
      (await gallery.add(await newPicture(noisePixels(noise), recipe, { favourite: false, keptAt: noise })))
        .id;
    const [first, second] = [await add(1), await add(2)];
    expect(gallery.lookup(recipe)?.id).toBe(first);
    gallery.trash([first]);
    expect(gallery.lookup(recipe)?.id).toBe(second);
    gallery.trash([second]);
    expect(gallery.lookup(recipe)).toBeNull();
  });

  it('deletes for good only what is in the trash, and never gives a number again', async () => {
    await using test = await testGallery();
    const { gallery } = test;
    const [kept, trashed] = (await test.keep(1, 2)) as [number, number];
    const paths = [kept, trashed].map((id) => gallery.pathOf(id));
    gallery.trash([trashed]);
    expect(gallery.facets()).toMatchObject({ total: 1, trashed: 1 });
    gallery.purge([kept]);
    gallery.restore([trashed]);
    expect(test.seeds()).toEqual(['1', '2']);
    gallery.trash([trashed]);
    gallery.purge();
    expect(paths.map((path) => existsSync(path))).toEqual([true, false]);
    const [again] = (await test.keep(2)) as [number];
    expect(again).toBeGreaterThan(trashed);
    expect(existsSync(gallery.pathOf(again))).toBe(true);
    expect(test.seeds({ text: 'noise' })).toEqual(['1', '2']);
  });

  it('has collections of unlike names', async () => {
    await using test = await testGallery();
    const { collections } = test.gallery;
    const id = collections.create('Album');
    const other = collections.create('Other');
    expect(collections.ensure('album')).toBe(id);
    for (const attempt of [() => collections.create('ALBUM'), () => collections.rename(other, 'Album')]) {
      expect((await caught(attempt)).message).toMatch(/already/);
    }
    expect((await caught(() => collections.rename(99, 'x'))).code).toBe('usage');
    const [item] = (await test.keep(1)) as [number];
    test.gallery.update([item], { addTo: other });
    collections.remove(other);
    expect(test.gallery.get([item])).toMatchObject([{ collections: [] }]);
  });

  it('makes thumbnails in two sizes, and never larger than the picture', async () => {
    await using test = await testGallery();
    const recipe = { ...noiseRecipe(1), imageSize: 400 };
    const { id } = await test.gallery.keepMade(noisePixels(1, 400), recipe);
    const file = test.gallery.file(id)!;
    const { default: sharp } = await import('sharp');
    const sizes = await Promise.all(
      ([256, 512] as const).map(async (size) => sharp(await test.gallery.thumbnail(file, size)).metadata()),
    );
    expect(sizes.map(({ format, width }) => [format, width])).toEqual([
      ['webp', 256],
      ['webp', 400],
    ]);
  });

  it('says that it cannot write, and keeps neither file nor row', async () => {
    await using test = await testGallery();
    writeFileSync(join(test.folder, 'pictures'), 'in the way');
    const error = await caught(() => test.keep(1));
    expect(error.code).toBe('file');
    expect(test.seeds()).toEqual([]);
  });

  it('keeps neither where the disk has room for the file alone', async () => {
    await using test = await testGallery();
    const [first] = await test.keep(1);
    const pages = test.database.pragma('page_count', { simple: true }) as number;
    test.database.pragma(`max_page_count = ${pages}`);
    const large = {
      ...noiseRecipe(2),
      madeWith: { app: 'a'.repeat(100_000), provider: 'cpu', runtime: 'r' },
    };
    const error = await caught(() => test.keepOf(large));
    expect(error.message).toMatch(/no space left on the disk/);
    test.database.pragma('max_page_count = 1000000');
    expect(test.seeds()).toEqual(['1']);
    const { missing, strays } = await compareListing(
      test.folder,
      await listStore(test.folder),
      test.gallery.items.fileNames(),
    );
    expect([missing, strays, first]).toEqual([[], [], 1]);
  });
});

import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { evenStrength, varied } from '../../core/latent/edits.ts';
import { GALLERY_SORTS } from '../../shared/gallery/gallery.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { newPicture } from './intake/new-picture.ts';
import { compareListing, listStore } from './files/store-listing.ts';
import { noisePixels, noiseRecipe } from './testing/noise-pictures.ts';
import { testGallery } from './testing/test-gallery.ts';

const edited = (seed: number, to: string, strength: number): Recipe => {
  const recipe = noiseRecipe(seed);
  return { ...recipe, ...varied(recipe, to, evenStrength(recipe.steps, strength)), version: 2 };
};

describe('the order of the gallery', () => {
  it('follows each sort, and leaves out the trash', async () => {
    await using test = await testGallery();
    const { gallery, keepOf, seeds } = test;
    await keepOf(noiseRecipe(10, 'model 10'), { rating: 2 });
    await keepOf(noiseRecipe(9, 'model 2'), { rating: 5 });
    await keepOf({ ...noiseRecipe(0, 'model 2'), seed: '18446744073709551615' });
    const trashed = await keepOf(noiseRecipe(3), { rating: 5 });
    gallery.trash([trashed]);
    const last = '18446744073709551615';
    expect(seeds({}, 'oldest')).toEqual(['10', '9', last]);
    expect(seeds({}, 'newest')).toEqual([last, '9', '10']);
    expect(seeds({}, 'rating')).toEqual(['9', '10', last]);
    expect(seeds({}, 'seed')).toEqual(['9', '10', last]);
    expect(seeds({}, 'model')).toEqual([last, '9', '10']);
    expect(seeds({ trash: true })).toEqual(['3']);
    const { ids, aspects } = gallery.order({}, 'newest');
    expect([...aspects]).toEqual([1000, 1000, 1000]);
    expect(ids).toBeInstanceOf(Uint32Array);
  });

  it.each(GALLERY_SORTS)('is given in pages that make up the whole, by %s', async (sort) => {
    await using test = await testGallery();
    const { gallery, keepOf } = test;
    const kept: number[] = [];
    for (let seed = 1; seed <= 5; seed++) {
      kept.push(await keepOf(noiseRecipe(seed, seed % 2 === 0 ? 'even' : 'odd'), { note: 'one word' }));
    }
    gallery.trash([kept[2]!]);
    for (const filter of [{}, { text: 'word' }, { similarTo: kept[0]! }, { trash: true }, { text: 'none' }]) {
      const whole = gallery.order(filter, sort);
      expect(whole.count).toBe(whole.ids.length);
      const pages = [0, 2, 4].map((offset) => gallery.order(filter, sort, { offset, limit: 2 }));
      expect(pages.map(({ count }) => count)).toEqual(Array(3).fill(whole.count));
      expect(pages.flatMap(({ ids }) => [...ids])).toEqual([...whole.ids]);
      expect(pages.flatMap(({ aspects }) => [...aspects])).toEqual([...whole.aspects]);
    }
    const rest = gallery.order({}, sort, { offset: 3 });
    expect([...rest.ids]).toEqual([...gallery.order({}, sort).ids].slice(3));
  });

  it('is of what every part of the filter leaves', async () => {
    await using test = await testGallery();
    const { gallery, keepOf, seeds } = test;
    const album = gallery.collections.create('Album');
    await keepOf(noiseRecipe(1), { favourite: true, rating: 3, addTags: ['Smile', 'hat'], addTo: album });
    await keepOf(noiseRecipe(2, 'other'), { favourite: true, rating: 1, addTags: ['hat'] });
    await keepOf(edited(3, '4', 0.5), { note: 'for the book' });
    const [first, second, third] = [['1'], ['2'], ['3']];
    const { sha256 } = noiseRecipe(0, 'other').model;
    expect(seeds({ favourite: true, minRating: 2 })).toEqual(first);
    expect(seeds({ favourite: false })).toEqual(third);
    expect(seeds({ models: [sha256] })).toEqual(second);
    expect(seeds({ tags: ['smile', 'HAT'] })).toEqual(first);
    expect(seeds({ tags: ['smile'], models: [sha256] })).toEqual([]);
    expect(seeds({ collection: album })).toEqual(first);
    expect(seeds({ seed: '2' })).toEqual(second);
    expect(seeds({ edited: true })).toEqual(third);
    expect(seeds({ size: 16 })).toHaveLength(3);
    expect(seeds({ size: 17 })).toEqual([]);
    expect(seeds({ kind: 'reference' })).toEqual([]);
    expect(seeds({ from: Date.now() + 1000 })).toEqual([]);
    expect(seeds({ to: Date.now() + 1000 })).toHaveLength(3);
    expect(seeds({ to: 0 })).toEqual([]);
  });

  it.each([
    ['noi', ['1', '3']],
    ['other', ['2']],
    ['NOISE smi', ['1']],
    ['smile hat', ['1']],
    ['hát', ['1', '2']],
    ['book', ['3']],
    ['variation', ['3']],
    ['hash', ['1', '2', '3']],
    ['oise', []],
    ['"', []],
    ['* OR NEAR(', []],
    ["'; DROP TABLE items --", []],
    ['  ', ['1', '2', '3']],
  ])('finds by the text %j', async (text, found) => {
    await using test = await testGallery();
    await test.keepOf(noiseRecipe(1), { addTags: ['smile', 'hat'] });
    await test.keepOf(noiseRecipe(2, 'other'), { addTags: ['Hat'] });
    await test.keepOf(edited(3, '4', 0.5), { note: 'for the book' });
    expect(test.seeds({ text })).toEqual(found);
  });

  it('finds what tags and notes are now, not what they were', async () => {
    await using test = await testGallery();
    const [id] = await test.keep(1);
    test.gallery.update([id!], { addTags: ['cat'], note: 'grey' });
    test.gallery.update([id!], { removeTags: ['CAT'], addTags: ['dog'], note: 'brown' });
    expect(['cat', 'grey', 'dog', 'brown'].map((text) => test.seeds({ text }).length)).toEqual([0, 0, 1, 1]);
    expect(test.gallery.facets().tags).toEqual([{ tag: 'dog', count: 1 }]);
  });

  it('is by nearness in latent space: the nearer, the less a picture was varied', async () => {
    await using test = await testGallery();
    const { keepOf, seeds, gallery } = test;
    const from = await keepOf(noiseRecipe(1));
    const near = await keepOf(edited(1, '7', 0.1));
    const middle = await keepOf(edited(1, '7', 0.4));
    await keepOf(noiseRecipe(1, 'another model'));
    const far = await keepOf(noiseRecipe(7));
    expect([...gallery.order({ similarTo: from }, 'similarity').ids]).toEqual([from, near, middle, far]);
    expect([...gallery.order({ similarTo: from, edited: true }, 'oldest').ids]).toEqual([near, middle]);
    expect(seeds({ similarTo: 4711 }, 'similarity')).toEqual([]);
    const later = await keepOf(edited(1, '7', 0.01));
    expect(gallery.order({ similarTo: from }, 'similarity').ids[1]).toBe(later);
  });
});

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

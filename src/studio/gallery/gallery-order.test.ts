import { describe, expect, it } from 'vitest';
import { evenStrength, varied } from '../../core/latent/edits.ts';
import { GALLERY_SORTS } from '../../shared/gallery/gallery.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { noiseRecipe } from './testing/noise-pictures.ts';
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

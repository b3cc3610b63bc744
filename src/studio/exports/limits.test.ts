/** What a picture may carry is written, exported and read again; more is refused when it is written. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { gallerySchemas } from '../../shared/contract/gallery-schemas.ts';
import { GALLERY_LIMITS, MAX_RATING } from '../../shared/gallery/gallery.ts';
import { noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { exportGallery } from './export-gallery.ts';
import { importGallery } from './import-gallery.ts';
import { target } from './testing/targets.ts';

const long = (length: number, number: number) => String(number).padEnd(length, 'ü');

describe('a picture at every limit', () => {
  it('comes back from an export as it was', async () => {
    const path = join(temporaryFolder(), 'out');
    const tags = Array.from({ length: GALLERY_LIMITS.tags }, (_, i) => long(GALLERY_LIMITS.tag, i)).sort();
    const names = Array.from({ length: GALLERY_LIMITS.collections }, (_, i) =>
      long(GALLERY_LIMITS.collectionName, i),
    );
    const change = { note: '\u{1f600}'.repeat(GALLERY_LIMITS.note / 2), rating: MAX_RATING, favourite: true };
    {
      await using test = await testGallery();
      const { gallery } = test;
      const [id] = await test.keep(1);
      const request = { ids: [id!], change: { ...change, addTags: tags } };
      expect(gallerySchemas['gallery.update'].safeParse(request).success).toBe(true);
      gallery.update([id!], request.change);
      gallery.items.transaction(() => {
        for (const name of names) gallery.items.update([id!], { addTo: gallery.collections.create(name) });
      });
      await exportGallery(gallery, { kind: 'all' }, target('folder', path, { image: 'png' }));

      for (const [more, what] of [
        [{ note: 'n'.repeat(GALLERY_LIMITS.note + 1) }, 'note'],
        [{ addTags: ['one more'] }, 'tags'],
        [{ addTags: ['t'.repeat(GALLERY_LIMITS.tag + 1)] }, 'tag'],
        [{ addTo: gallery.collections.create('one more') }, 'collections'],
      ] as const) {
        const { code, message } = await caught(() => gallery.update([id!], more));
        expect(code).toBe('usage');
        expect(message).toContain(what);
        expect(gallery.get([id!])).toMatchObject([{ ...change, tags }]);
      }
    }
    await using test = await testGallery();
    const { gallery } = test;
    expect(await importGallery(gallery, path)).toMatchObject({ added: 1, refused: [], refusedCount: 0 });
    const [item] = gallery.get([...gallery.order({}, 'newest').ids]);
    expect(item).toMatchObject({ ...change, recipe: noiseRecipe(1) });
    expect([...item!.tags].sort()).toEqual(tags);
    expect(
      gallery
        .facets()
        .collections.map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  });
});

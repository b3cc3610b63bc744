import { join } from 'node:path';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { noiseRecipe } from '../../gallery/testing/noise-pictures.ts';
import { testGallery } from '../../gallery/testing/test-gallery.ts';

/** Three pictures; the first with all that can be said of one. */
export async function filledGallery() {
  const test = await testGallery();
  const album = test.gallery.collections.create('Album, "1"');
  const said = { rating: 4, favourite: true, addTags: ['a', '=b'], note: 'line\n<b>"two"</b>', addTo: album };
  await test.keepOf(noiseRecipe(1), said);
  await test.keep(2, 3);
  return { ...test, out: join(temporaryFolder(), 'out') };
}

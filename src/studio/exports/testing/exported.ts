/** Exports of three pictures, to import again. */
import { join } from 'node:path';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import type { ExportTargetKind, ImageFormat } from '../../../shared/gallery/gallery-export.ts';
import { noiseRecipe } from '../../gallery/testing/noise-pictures.ts';
import { testGallery } from '../../gallery/testing/test-gallery.ts';
import { exportGallery } from '../export-gallery.ts';
import { target } from './targets.ts';

/** An export of three pictures with all that can be said of one. */
export async function exported(kind: ExportTargetKind, image: ImageFormat): Promise<string> {
  await using test = await testGallery();
  const album = test.gallery.collections.create('Album');
  const said = { rating: 4, favourite: true, addTags: ['a', 'b'], note: 'n', addTo: album };
  await test.keepOf(noiseRecipe(1), said);
  await test.keep(2, 3);
  const path = join(temporaryFolder(), 'out');
  await exportGallery(test.gallery, { kind: 'all' }, target(kind, path, { image }));
  return path;
}

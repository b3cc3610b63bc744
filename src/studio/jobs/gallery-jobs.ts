/** Jobs about the gallery: export and import. */
import { exportGallery } from '../exports/export-gallery.ts';
import { importGallery } from '../exports/import-gallery.ts';
import type { Gallery, PictureOf } from '../gallery/gallery.ts';
import type { JobRunners } from './job-runner.ts';

export function exportGalleryRunner(gallery: Gallery): JobRunners['export-gallery'] {
  return async ({ items, target }, { signal, progress }) => {
    const done = await exportGallery(gallery, items, target, {
      signal,
      onProgress: (written, total) => progress(written, total, 'pictures'),
    });
    return { kind: 'export-gallery', ...done };
  };
}

export function importGalleryRunner(gallery: Gallery, pictureOf: PictureOf): JobRunners['import-gallery'] {
  return async ({ path }, { signal, progress }) => {
    const done = await importGallery(gallery, path, {
      signal,
      pictureOf,
      onProgress: (read, total) => progress(read, total, 'pictures'),
    });
    return { kind: 'import-gallery', ...done };
  };
}

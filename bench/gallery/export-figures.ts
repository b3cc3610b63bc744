import { setTimeout } from 'node:timers/promises';
import { DEFAULT_PATTERN } from '../../src/shared/gallery/gallery-export.ts';
import { exportGallery } from '../../src/studio/exports/export-gallery.ts';
import { openGallery } from '../../src/studio/gallery/open-gallery.ts';

/** Exports a gallery as a zip in this process, and prints how long it took and its memory before and at most. */
export async function printExportFigures(folder: string, path: string): Promise<void> {
  await using open = await openGallery(folder);
  open.gallery.order({}, 'newest');
  await setTimeout(500);
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const start = performance.now();
  await exportGallery(
    open.gallery,
    { kind: 'all' },
    { kind: 'zip', path, image: 'png', pattern: DEFAULT_PATTERN, metadata: true },
  );
  const milliseconds = performance.now() - start;
  clearInterval(watch);
  process.stdout.write(JSON.stringify({ milliseconds, idle, peak }));
}

import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import type { GalleryImport } from '../../shared/job.ts';
import type { Gallery } from '../../studio/gallery/gallery.ts';
import type { CommandContext } from '../context.ts';
import { openUsersGallery } from './gallery-options.ts';

export function addGalleryImport(gallery: Command, context: CommandContext): Command {
  return gallery
    .command('import')
    .description('take in exports of a gallery (zip, folder or manifest.json) and picture files')
    .argument('<paths...>', 'exports or pictures')
    .action((paths: readonly string[]) => run(context, paths));
}

async function run(context: CommandContext, paths: readonly string[]): Promise<void> {
  await using open = await openUsersGallery(context);
  const total = { added: 0, updated: 0, refusedCount: 0 };
  const refused: GalleryImport['refused'][number][] = [];
  using bar = context.progressBar('Importing');
  for (const path of paths.map((given) => resolve(given))) {
    const done = await importOne(open.gallery, path, context, bar);
    total.added += done.added;
    total.updated += done.updated;
    total.refusedCount += done.refusedCount;
    refused.push(...done.refused);
  }
  for (const { path, message } of refused) context.note(`${path}: ${message}`);
  context.failed = total.refusedCount > 0;
  context.print([`${total.added} added, ${total.updated} there already, ${total.refusedCount} refused.`], {
    ...total,
    refused,
  });
}

async function importOne(
  gallery: Gallery,
  path: string,
  { signal }: CommandContext,
  bar: { update(done: number, total: number): void },
): Promise<GalleryImport> {
  const [{ importGallery, isExport }, { addFiles }] = await Promise.all([
    import('../../studio/exports/import-gallery.ts'),
    import('../../studio/gallery/add-files.ts'),
  ]);
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile() === true && !isExport(path)) {
    const before = gallery.facets().total;
    const { added, refused } = await addFiles(gallery, [path], signal);
    const isNew = gallery.facets().total - before;
    return { added: isNew, updated: added.length - isNew, refused, refusedCount: refused.length };
  }
  return importGallery(gallery, path, { signal, onProgress: (done, total) => bar.update(done, total) });
}

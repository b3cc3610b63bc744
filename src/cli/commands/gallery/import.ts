import type { Command } from 'commander';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { GalleryImport } from '../../../shared/job.ts';
import type { Gallery } from '../../../studio/gallery/gallery.ts';
import type { CommandContext } from '../../context.ts';
import { openUsersGallery } from './options.ts';

export function addGalleryImport(gallery: Command, context: CommandContext): Command {
  return gallery
    .command('import')
    .description('take in what was exported (folder, zip, page or dataset) and picture files')
    .argument('<paths...>', 'exports, folders or pictures')
    .action((paths: readonly string[]) => run(context, paths));
}

async function run(context: CommandContext, paths: readonly string[]): Promise<void> {
  await using open = await openUsersGallery(context);
  const total = { added: 0, updated: 0, refusedCount: 0 };
  const refused: GalleryImport['refused'][number][] = [];
  using bar = context.progressBar('Importing');
  for (const path of paths) {
    const done = await importOne(open.gallery, path, context, bar).catch((error: unknown) => {
      // What is wrong with the only one is the outcome; of several, the others come in all the same.
      if (paths.length === 1) throw error;
      return refusal(path, error);
    });
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

/** @throws what is no fault of the one path. */
function refusal(path: string, error: unknown): GalleryImport {
  if (!(error instanceof TrilemmaError) || error.code === 'cancelled') throw error;
  return { added: 0, updated: 0, refused: [{ path, message: error.message }], refusedCount: 1 };
}

async function importOne(
  gallery: Gallery,
  path: string,
  { signal }: CommandContext,
  bar: { update(done: number, total: number): void },
): Promise<GalleryImport> {
  const [{ importGallery }, { isExport }, { addPictureFiles }] = await Promise.all([
    import('../../../studio/exports/import-gallery.ts'),
    import('../../../studio/exports/open-import.ts'),
    import('../../../studio/gallery/intake/add-files.ts'),
  ]);
  if (isExport(path)) {
    return importGallery(gallery, path, { signal, onProgress: (done, total) => bar.update(done, total) });
  }
  const before = gallery.facets().total;
  const { added, refused } = await addPictureFiles(gallery, [path], signal);
  const isNew = gallery.facets().total - before;
  return { added: isNew, updated: added.length - isNew, refused, refusedCount: refused.length };
}

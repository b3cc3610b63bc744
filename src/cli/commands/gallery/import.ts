import { basename } from 'node:path';
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
  const total = { added: 0, restored: 0, updated: 0, refusedCount: 0 };
  const refused: GalleryImport['refused'][number][] = [];
  using bar = context.progressBar('Importing');
  for (const path of paths) {
    const done = await importOne(open.gallery, path, context, bar).catch((error: unknown) => {
      // What is wrong with the only one is the outcome; of several, the others come in all the same.
      if (paths.length === 1) throw error;
      return refusal(path, error);
    });
    total.added += done.added;
    total.restored += done.restored;
    total.updated += done.updated;
    total.refusedCount += done.refusedCount;
    refused.push(...done.refused);
  }
  for (const { path, message } of refused) context.note(refusalLine(path, message));
  context.failed = total.refusedCount > 0;
  const counts = [
    `${total.added} added`,
    ...(total.restored > 0 ? [`${total.restored} brought back from the trash`] : []),
    `${total.updated} there already`,
    `${total.refusedCount} refused`,
  ];
  context.print([`${counts.join(', ')}.`], { ...total, refused });
}

interface Imported extends GalleryImport {
  /** Pictures that were in the trash, and are not among those that were there already. */
  readonly restored: number;
}

/** Names the file once, and as it was given. */
function refusalLine(path: string, message: string): string {
  if (path === '') return message;
  const named = [path, basename(path)].find((name) => message.startsWith(`${name} `));
  return named === undefined ? `${path}: ${message}` : path + message.slice(named.length);
}

/** @throws what is no fault of the one path. */
function refusal(path: string, error: unknown): Imported {
  if (!(error instanceof TrilemmaError) || error.code === 'cancelled') throw error;
  return { added: 0, restored: 0, updated: 0, refused: [{ path, message: error.message }], refusedCount: 1 };
}

async function importOne(
  gallery: Gallery,
  path: string,
  { signal }: CommandContext,
  bar: { update(done: number, total: number): void },
): Promise<Imported> {
  const [{ importGallery }, { isExport }, { addPictureFiles }] = await Promise.all([
    import('../../../studio/exports/import-gallery.ts'),
    import('../../../studio/exports/open-import.ts'),
    import('../../../studio/gallery/intake/add-files.ts'),
  ]);
  const before = gallery.facets();
  const sinceBefore = () => {
    const now = gallery.facets();
    const restored = before.trashed - now.trashed;
    return { restored, added: now.total - before.total - restored };
  };
  if (isExport(path)) {
    const onProgress = (done: number, total: number) => bar.update(done, total);
    const imported = await importGallery(gallery, path, { signal, onProgress });
    const { restored } = sinceBefore();
    return { ...imported, restored, updated: imported.updated - restored };
  }
  const { added: items, refused } = await addPictureFiles(gallery, [path], signal);
  const { added, restored } = sinceBefore();
  return { added, restored, updated: items.length - added - restored, refused, refusedCount: refused.length };
}

/** Exports of the gallery: a selection, an order or all of it, as files. */
import { assertNever } from '../../shared/assert-never.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { ExportedItems, ExportTarget } from '../../shared/gallery-export.ts';
import type { GalleryExport } from '../../shared/job.ts';
import { openFileSource } from '../../platform/file-source.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { type ExportOptions, ExportRun } from './export-run.ts';
import { htmlPage } from './html-page.ts';
import { MANIFEST, manifestCsv, manifestJson } from './manifest.ts';
import { type Outlet, writeFolder, writeZip } from './outlets.ts';
import { writePdfSheet, writePngSheet } from './write-sheet.ts';

/**
 * Writes items to the target, as a whole or not at all.
 *
 * @throws {TrilemmaError} `usage` where there is nothing to export, or a name has an unknown field; `file` where the
 *   target cannot be written; `cancelled`. Nothing is left of it then.
 */
export async function exportGallery(
  gallery: Gallery,
  items: ExportedItems,
  target: ExportTarget,
  options: ExportOptions = {},
): Promise<GalleryExport> {
  const ids = idsOf(gallery, items);
  if (ids.length === 0) throw new TrilemmaError('usage', 'There are no pictures to export.');
  const run = new ExportRun(gallery, ids, target, options);
  await write(run, target);
  return { path: target.path, pictures: run.written, bytes: bytesOf(target, run), notes: run.notes };
}

function idsOf(gallery: Gallery, items: ExportedItems): readonly number[] {
  switch (items.kind) {
    case 'ids':
      return items.ids;
    case 'query':
      return [...gallery.order(items.filter, items.sort).ids];
    case 'all':
      return [...gallery.order({}, 'oldest').ids];
    default:
      return assertNever(items);
  }
}

function write(run: ExportRun, target: ExportTarget): Promise<void> {
  const { path, kind, metadata } = target;
  switch (kind) {
    case 'folder':
      return writeFolder(path, (outlet) => picturesAndManifest(run, outlet, '', metadata));
    case 'zip':
      return writeZip(path, (outlet) => picturesAndManifest(run, outlet, '', metadata));
    case 'html':
      return writeFolder(path, (outlet) => page(run, outlet, metadata));
    case 'dataset':
      return writeFolder(path, (outlet) => dataset(run, outlet, metadata));
    case 'contact-sheet':
      return target.sheetFormat === 'pdf' ? writePdfSheet(path, run) : writePngSheet(path, run);
    default:
      return assertNever(kind);
  }
}

async function picturesAndManifest(
  run: ExportRun,
  outlet: Outlet,
  folder: string,
  metadata: boolean,
): Promise<void> {
  await run.writePictures(outlet, folder);
  await outlet.add(MANIFEST, manifestJson(run.exported(), metadata));
  await outlet.add('manifest.csv', manifestCsv(run.exported(), metadata));
}

async function page(run: ExportRun, outlet: Outlet, metadata: boolean): Promise<void> {
  const thumbnailOf = (file: string) => file.replace(/^images\/(.*)\.[a-z]+$/, 'thumbnails/$1.webp');
  await run.writePictures(outlet, 'images/', async (file, thumbnail) => {
    await outlet.add(thumbnailOf(file), thumbnail);
  });
  async function* withThumbnails() {
    for await (const one of run.exported()) yield { ...one, thumbnail: thumbnailOf(one.file) };
  }
  await outlet.add('index.html', htmlPage(withThumbnails(), run.written, metadata));
  await outlet.add(MANIFEST, manifestJson(run.exported(), metadata));
  await outlet.add('manifest.csv', manifestCsv(run.exported(), metadata));
}

/** Images and `metadata.jsonl` side by side: a line for each, `file_name` and its fields. */
async function dataset(run: ExportRun, outlet: Outlet, metadata: boolean): Promise<void> {
  await run.writePictures(outlet, '');
  async function* lines() {
    for await (const { item, file } of run.exported()) {
      const { title, tags, note, rating, favourite, width, height, recipe } = item;
      const text = [...tags, note].filter((part) => part !== '').join(', ');
      const fields = metadata
        ? {
            text: text === '' ? title : text,
            width,
            height,
            rating,
            favourite,
            model: recipe?.model.name ?? null,
            seed: recipe?.seed ?? null,
          }
        : {};
      yield Buffer.from(`${JSON.stringify({ file_name: file, ...fields })}\n`);
    }
  }
  await outlet.add('metadata.jsonl', lines());
}

function bytesOf({ kind, path }: ExportTarget, run: ExportRun): number {
  if (kind !== 'zip' && kind !== 'contact-sheet') return run.bytes;
  using file = openFileSource(path);
  return file.size;
}

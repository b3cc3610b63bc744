/** Exports of the gallery: a selection, an order or all of it, as files. */
import { assertNever } from '../../shared/assert-never.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import {
  DATASET,
  type ExportedItems,
  type ExportTarget,
  MANIFEST,
  PAGE,
} from '../../shared/gallery/gallery-export.ts';
import type { GalleryExport } from '../../shared/job.ts';
import { openFileSource } from '../../platform/file-source.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { datasetLines } from './dataset.ts';
import { type GalleryExportOptions, ExportRun } from './export-run.ts';
import { noSuchPicture } from '../gallery/item-text.ts';
import { htmlPage } from './html-page.ts';
import { manifestCsv, manifestJson } from './manifest.ts';
import { type ExportFile, writeFiles, writeZip } from './write-files.ts';
import { writePdfSheet, writePngSheet } from './write-sheet.ts';

/**
 * Writes items to the target, as a whole or not at all. An item that was named twice is written once; one that is not
 * in the gallery is noted, and the others are written.
 *
 * @throws {TrilemmaError} `usage` where there is nothing to export, or a name has an unknown field; `file` where the
 *   target cannot be written; `cancelled`. Nothing is left of it then.
 */
export async function exportGallery(
  gallery: Gallery,
  items: ExportedItems,
  target: ExportTarget,
  options: GalleryExportOptions = {},
): Promise<GalleryExport> {
  const asked = idsOf(gallery, items);
  const gone = items.kind === 'ids' ? gallery.missing(asked) : [];
  if (asked.length === gone.length) throw nothingToExport(gone);
  const run = new ExportRun(gallery, without(asked, gone), target, options);
  for (const id of gone) run.note(noSuchPicture(id));
  await write(run, target);
  return { path: target.path, pictures: run.written, bytes: exportedBytes(target, run), notes: run.notes };
}

function idsOf(gallery: Gallery, items: ExportedItems): readonly number[] {
  switch (items.kind) {
    case 'ids':
      return [...new Set(items.ids)];
    case 'query':
      return [...gallery.order(items.filter, items.sort).ids];
    case 'all':
      return [...gallery.order({}, 'oldest').ids];
    default:
      return assertNever(items);
  }
}

function without(ids: readonly number[], gone: readonly number[]): readonly number[] {
  const left = new Set(gone);
  return ids.filter((id) => !left.has(id));
}

function nothingToExport(gone: readonly number[]): TrilemmaError {
  const [first] = gone;
  const message = first === undefined ? 'There are no pictures to export.' : noSuchPicture(first);
  return new TrilemmaError('usage', message);
}

function write(run: ExportRun, { path, kind, metadata, sheetFormat }: ExportTarget): Promise<void> {
  switch (kind) {
    case 'folder':
      return writeFiles(path, picturesAndManifest(run, metadata));
    case 'zip':
      return writeZip(path, picturesAndManifest(run, metadata));
    case 'html':
      return writeFiles(path, page(run, metadata));
    case 'dataset':
      return writeFiles(path, dataset(run, metadata));
    case 'contact-sheet':
      return sheetFormat === 'pdf' ? writePdfSheet(path, run) : writePngSheet(path, run);
    default:
      return assertNever(kind);
  }
}

async function* picturesAndManifest(run: ExportRun, metadata: boolean): AsyncGenerator<ExportFile, void> {
  yield* run.pictureFiles('');
  yield* manifests(run, metadata);
}

async function* page(run: ExportRun, metadata: boolean): AsyncGenerator<ExportFile, void> {
  const thumbnailOf = (file: string) => file.replace(/^images\/(.*)\.[a-z]+$/, 'thumbnails/$1.webp');
  yield* run.pictureFiles('images/', thumbnailOf);
  async function* withThumbnails() {
    for await (const one of run.exported()) yield { ...one, thumbnail: thumbnailOf(one.file) };
  }
  yield { name: PAGE, content: htmlPage(withThumbnails(), run.written, metadata) };
  yield* manifests(run, metadata);
}

/** Images and `metadata.jsonl` side by side. */
async function* dataset(run: ExportRun, metadata: boolean): AsyncGenerator<ExportFile, void> {
  yield* run.pictureFiles('');
  yield { name: DATASET, content: datasetLines(run.exported(), metadata) };
}

function* manifests(run: ExportRun, metadata: boolean): Generator<ExportFile, void> {
  yield { name: MANIFEST, content: manifestJson(run.exported(), metadata) };
  yield { name: 'manifest.csv', content: manifestCsv(run.exported(), metadata) };
}

function exportedBytes({ kind, path }: ExportTarget, run: ExportRun): number {
  if (kind !== 'zip' && kind !== 'contact-sheet') return run.bytes;
  using file = openFileSource(path);
  return file.size;
}

/** Contact sheets: one PNG, or a PDF of as many pages as it takes. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { replaceFile, writeFileAtomically } from '../../platform/atomic-write.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { markAsGenerated } from '../pictures/recipe-in-png.ts';
import { drawSheet, type SheetLayout, sheetSize, sheetTile, type SheetTile } from './contact-sheet.ts';
import type { ExportRun } from './export-run.ts';

/** A PNG sheet is one picture in memory. */
const MOST_ON_PNG = 1024;
const PNG_WIDTH = 6000;
const LARGEST_TILE = 192;

/** A4 in points, and its sheet at some 150 dots an inch. */
const PAGE = { width: 595.28, height: 841.89 };
const PDF_LAYOUT: SheetLayout = { columns: 5, rows: 6, tile: 220, margin: 60 };

/** @throws {TrilemmaError} `usage` where there are too many; `file` where it cannot be written. */
export async function writePngSheet(path: string, run: ExportRun): Promise<void> {
  const count = run.ids.length;
  if (count > MOST_ON_PNG) {
    throw new TrilemmaError(
      'usage',
      `A contact sheet in one PNG holds at most ${MOST_ON_PNG} pictures, not ${count}: choose PDF, which has as many pages as it takes.`,
    );
  }
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const tile = Math.min(LARGEST_TILE, Math.floor(PNG_WIDTH / columns));
  const sheet = await drawSheet(tiles(run, tile), { columns, rows, tile, margin: 24 });
  const png = await sheet.png().toBuffer();
  run.throwIfCancelled();
  await writeFileAtomically(path, markAsGenerated(png));
}

/** Throws as {@link writePngSheet}. */
export async function writePdfSheet(path: string, run: ExportRun): Promise<void> {
  await replaceFile(path, async (temporary, mode) => {
    const failed = new AbortController();
    // Captions are part of the pages' pictures: no font is needed.
    const document = new PDFDocument({
      autoFirstPage: false,
      font: '',
      info: { Producer: 'Trilemma Studio' },
    });
    const written = pipeline(document, createWriteStream(temporary, { flags: 'wx', mode, flush: true }), {
      signal: failed.signal,
    });
    written.catch(() => undefined);
    try {
      const all = tiles(run, PDF_LAYOUT.tile);
      for (let left = run.ids.length; left > 0; left -= PDF_LAYOUT.columns * PDF_LAYOUT.rows) {
        await addPage(document, all);
      }
      run.throwIfCancelled();
      document.end();
      await written;
    } catch (cause) {
      failed.abort();
      await written.catch(() => undefined);
      throw cause;
    }
  });
}

async function addPage(document: PDFKit.PDFDocument, all: AsyncGenerator<SheetTile, void>): Promise<void> {
  const most = PDF_LAYOUT.columns * PDF_LAYOUT.rows;
  const sheet = await drawSheet(firstOf(all, most), PDF_LAYOUT);
  const jpeg = await sheet.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
  const { width, height } = sheetSize(PDF_LAYOUT);
  document.addPage({ size: [PAGE.width, PAGE.height], margin: 0 });
  const scale = Math.min(PAGE.width / width, PAGE.height / height);
  document.image(jpeg, (PAGE.width - scale * width) / 2, 0, { width: scale * width });
}

function tiles(run: ExportRun, tile: number): AsyncGenerator<SheetTile, void> {
  return run.pictures(({ title, rating }, bytes) => {
    const stars = rating > 0 ? ` ${'★'.repeat(rating)}` : '';
    return sheetTile(bytes, title + stars, tile);
  });
}

/** Leaves the rest to the next page: leaving a loop would end it. */
async function* firstOf(all: AsyncGenerator<SheetTile, void>, most: number): AsyncGenerator<SheetTile, void> {
  for (let taken = 0; taken < most; taken++) {
    const next = await all.next();
    if (next.done === true) return;
    yield next.value;
  }
}

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { EXPORT_TARGETS, type ExportTarget } from '../../shared/gallery/gallery-export.ts';
import { noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { decodePng } from '../pictures/pixels.ts';
import { exportGallery } from './export-gallery.ts';
import { target } from './testing/targets.ts';
import { filledGallery } from './testing/filled-gallery.ts';

const ALL = { kind: 'all' } as const;
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { items: Record<string, unknown>[] };

describe('an export', () => {
  it('as a folder has the pictures, and says all that is known of them', async () => {
    await using test = await filledGallery();
    const progress: number[] = [];
    const done = await exportGallery(test.gallery, ALL, target('folder', test.out), {
      onProgress: (written) => progress.push(written),
    });
    expect(done).toMatchObject({ path: test.out, pictures: 3, notes: [] });
    expect(progress).toEqual([1, 2, 3]);
    expect(entries(test.out)).toEqual([
      'manifest.csv',
      'manifest.json',
      'noise-1.png',
      'noise-2.png',
      'noise-3.png',
    ]);
    expect(readFileSync(join(test.out, 'noise-1.png'))).toEqual(readFileSync(test.gallery.pathOf(1)));
    const { items } = json(join(test.out, 'manifest.json'));
    expect(items[0]).toMatchObject({
      file: 'noise-1.png',
      rating: 4,
      favourite: true,
      tags: ['=b', 'a'],
      note: 'line\n<b>"two"</b>',
      collections: ['Album, "1"'],
      recipe: noiseRecipe(1),
    });
    const csv = readFileSync(join(test.out, 'manifest.csv'), 'utf8');
    expect(csv).toContain(`,yes,4,'=b; a,"line\n<b>""two""</b>","Album, ""1"""\r\n`);
  });

  it('writes a picture once that was named twice, and says which are not there', async () => {
    await using test = await filledGallery();
    test.gallery.trash([2]);
    test.gallery.purge([2]);
    const items = { kind: 'ids', ids: [3, 2, 1, 3, 99] } as const;
    for (const kind of EXPORT_TARGETS) {
      const path = `${test.out}-${kind}`;
      const done = await exportGallery(test.gallery, items, target(kind, path));
      expect(done).toMatchObject({
        pictures: 2,
        notes: ['There is no picture 2 in the gallery.', 'There is no picture 99 in the gallery.'],
      });
    }
    expect(json(join(`${test.out}-folder`, 'manifest.json')).items.map(({ file }) => file)).toEqual([
      'noise-3.png',
      'noise-1.png',
    ]);
    const none = await caught(() =>
      exportGallery(test.gallery, { kind: 'ids', ids: [99, 98] }, target('zip', test.out)),
    );
    expect(none).toMatchObject({ code: 'usage', message: 'There is no picture 99 in the gallery.' });
    expect(existsSync(test.out)).toBe(false);
  });

  it('as a page asks nothing of a network, and runs nothing that a note says', async () => {
    await using test = await filledGallery();
    await exportGallery(test.gallery, ALL, target('html', test.out));
    expect(entries(test.out)).toEqual([
      'images',
      'index.html',
      'manifest.csv',
      'manifest.json',
      'thumbnails',
    ]);
    expect(entries(join(test.out, 'thumbnails'))).toHaveLength(3);
    const page = readFileSync(join(test.out, 'index.html'), 'utf8');
    expect(page).toContain("default-src 'none'");
    expect(page.replaceAll(/http-equiv/g, '')).not.toMatch(/https?:|<link|@import|url\(/);
    expect(page).toContain('&lt;b&gt;&quot;two&quot;&lt;/b&gt;');
    expect(page).not.toContain('<b>');
    for (const [, path] of page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
      expect(readFileSync(join(test.out, path!)).length).toBeGreaterThan(0);
    }
  });

  it('as a dataset is what trainers read', async () => {
    await using test = await filledGallery();
    await exportGallery(
      test.gallery,
      { kind: 'query', filter: {}, sort: 'oldest' },
      target('dataset', test.out),
    );
    const lines = readFileSync(join(test.out, 'metadata.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { file_name: 'noise-1.png', text: '=b, a, line\n<b>"two"</b>', model: 'noise', seed: '1' },
      { file_name: 'noise-2.png', text: 'noise 2' },
      { file_name: 'noise-3.png' },
    ]);
    expect(entries(test.out)).toHaveLength(4);
  });

  it('as a contact sheet is one picture, or a document of pages', async () => {
    await using test = await filledGallery();
    await exportGallery(
      test.gallery,
      ALL,
      target('contact-sheet', `${test.out}.png`, { sheetFormat: 'png' }),
    );
    const { width, height } = await decodePng(readFileSync(`${test.out}.png`));
    expect(width).toBe(2 * 192 + 12 + 48);
    expect(height).toBeGreaterThan(2 * 192);
    await test.keep(...Array.from({ length: 30 }, (_, i) => 10 + i));
    const pdf = await exportGallery(
      test.gallery,
      ALL,
      target('contact-sheet', `${test.out}.pdf`, { sheetFormat: 'pdf' }),
    );
    expect(pdf.pictures).toBe(33);
    const document = readFileSync(`${test.out}.pdf`, 'latin1');
    expect(document.startsWith('%PDF-')).toBe(true);
    expect(document).toMatch(/\/Count 2\b/);
    expect(document.trimEnd().endsWith('%%EOF')).toBe(true);
  });

  it('notes a picture that is missing or was changed, and goes on', async () => {
    await using test = await filledGallery();
    rmSync(test.gallery.pathOf(1));
    copyFileSync(test.gallery.pathOf(3), test.gallery.pathOf(2));
    const done = await exportGallery(test.gallery, ALL, target('folder', test.out));
    expect(done.notes).toHaveLength(2);
    expect(done.notes.join()).toMatch(/no such file/);
    expect(done.notes.join()).toMatch(/changed by another program/);
    expect(json(join(test.out, 'manifest.json')).items.map(({ file }) => file)).toEqual([
      'noise-2.png',
      'noise-3.png',
    ]);
  });

  it.each(['folder', 'zip', 'html', 'dataset', 'contact-sheet'] as const)(
    'as %s leaves nothing when it is cancelled',
    async (kind) => {
      await using test = await filledGallery();
      for (const sheetFormat of ['png', 'pdf'] as const) {
        const abort = new AbortController();
        const cancelled = exportGallery(test.gallery, ALL, target(kind, test.out, { sheetFormat }), {
          signal: abort.signal,
          onProgress: () => abort.abort(),
        });
        // What begins with the last picture may be done before it hears of it.
        const error = await caught(() => cancelled.then(() => rmSync(test.out, { recursive: true })));
        expect(error.code).toBe('cancelled');
        expect(entries(join(test.out, '..'))).toEqual([]);
      }
    },
  );

  it('refuses a folder in use, an unknown field and nothing at all, and touches nothing', async () => {
    await using test = await filledGallery();
    mkdirSync(test.out);
    writeFileSync(join(test.out, 'mine.txt'), 'mine');
    const refused: readonly (readonly [ExportTarget, RegExp])[] = [
      [target('folder', test.out), /something in it.*empty folder/],
      [target('html', join(test.out, 'mine.txt')), /file of that name/],
      [target('zip', test.out), /folder/],
      [target('zip', join(test.out, 'a.zip'), { pattern: '{nothing}' }), /\{nothing\}/],
      [target('zip', join(test.out, 'mine.txt', 'a.zip')), /not a folder/],
    ];
    for (const [to, message] of refused) {
      expect((await caught(() => exportGallery(test.gallery, ALL, to))).message).toMatch(message);
    }
    const none = await caught(() =>
      exportGallery(test.gallery, { kind: 'ids', ids: [] }, target('zip', test.out)),
    );
    expect(none.code).toBe('usage');
    expect(entries(test.out)).toEqual(['mine.txt']);
  });
});

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { EXPORT_TARGETS, type ExportTarget } from '../../shared/gallery/gallery-export.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { addPictureFiles } from '../gallery/intake/add-files.ts';
import { noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { decodeOrThrow } from '../pictures/decode-picture.ts';
import { decodePng } from '../pictures/pixels.ts';
import { insertChunks } from '../pictures/png.ts';
import { readRecipe } from '../pictures/recipe-in-png.ts';
import { exportGallery } from './export-gallery.ts';
import { importGallery } from './import-gallery.ts';
import { target } from './testing/targets.ts';

const ALL = { kind: 'all' } as const;
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { items: Record<string, unknown>[] };

/** Three pictures; the first with all that can be said of one. */
async function filled() {
  const test = await testGallery();
  const album = test.gallery.collections.create('Album, "1"');
  const said = { rating: 4, favourite: true, addTags: ['a', '=b'], note: 'line\n<b>"two"</b>', addTo: album };
  await test.keepOf(noiseRecipe(1), said);
  await test.keep(2, 3);
  return { ...test, out: join(temporaryFolder(), 'out') };
}

/** RGB of a picture as it is to be seen. */
async function seenPixels(bytes: Uint8Array): Promise<Uint8Array> {
  const { output } = await decodeOrThrow(bytes, 'It cannot be read', {
    fit: { kind: 'whole' },
    output: { kind: 'rgb', transparency: 'white' },
  });
  return output.bytes;
}

describe('an export', () => {
  it('as a folder has the pictures, and says all that is known of them', async () => {
    await using test = await filled();
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

  it('without metadata tells nothing but the pixels', async () => {
    await using test = await filled();
    for (const image of ['png', 'jpeg', 'webp'] as const) {
      const path = `${test.out}-${image}`;
      await exportGallery(
        test.gallery,
        ALL,
        target('folder', path, { image, metadata: false, pattern: 'x' }),
      );
      const [picture] = entries(path).filter((name) => name.startsWith('x.'));
      const bytes = readFileSync(join(path, picture!));
      const { exif, xmp, comments } = await sharp(bytes).metadata();
      expect([exif, xmp, comments]).toEqual([undefined, undefined, undefined]);
      expect(bytes.includes('noise')).toBe(false);
      expect(json(join(path, 'manifest.json')).items[0]).toEqual({ file: picture, width: 16, height: 16 });
      expect(readFileSync(join(path, 'manifest.csv'), 'utf8').split('\r\n')[0]).toBe('file,width,height');
    }
    const png = readFileSync(join(`${test.out}-png`, 'x.png'));
    const kept = readFileSync(test.gallery.pathOf(1));
    expect((await decodePng(png)).data).toEqual((await decodePng(kept)).data);
    await expect(caught(() => readRecipe(png))).resolves.toMatchObject({ code: 'recipe-invalid' });
  });

  it('without metadata looks as before: turned, in the colours and as bright as the file said', async () => {
    await using test = await testGallery();
    const folder = temporaryFolder();
    const pixels = new Uint8Array(3 * 8 * 4).map((_, i) => (i % 24 < 12 ? 200 : 20));
    const png = await sharp(pixels, { raw: { width: 8, height: 4, channels: 3 } })
      .png()
      .toBuffer();
    const linear = { type: 'gAMA', data: Uint8Array.of(0, 1, 0x86, 0xa0) };
    const secret = { type: 'prVt', data: Buffer.from('where it was taken') };
    const files = [
      ['turned', await sharp(png).withMetadata({ orientation: 6 }).png().toBuffer()],
      ['profile', await sharp(png).withIccProfile('p3').png().toBuffer()],
      ['linear', insertChunks(png, [linear, secret], () => false)],
    ] as const;
    for (const [name, bytes] of files) writeFileSync(join(folder, `${name}.png`), bytes);
    await addPictureFiles(
      test.gallery,
      files.map(([name]) => join(folder, `${name}.png`)),
    );
    for (const image of ['png', 'jpeg', 'webp'] as const) {
      const out = join(folder, image);
      await exportGallery(
        test.gallery,
        ALL,
        target('folder', out, { image, metadata: false, pattern: '{title}' }),
      );
      for (const [name, bytes] of files) {
        const path = join(out, `${name}.${image === 'jpeg' ? 'jpg' : image}`);
        const exported = readFileSync(path);
        expect(exported.includes('where it was taken')).toBe(false);
        const { orientation = 1, icc } = await sharp(exported).metadata();
        expect([orientation, icc]).toEqual([1, undefined]);
        const [seen, wanted] = await Promise.all([exported, bytes].map((file) => seenPixels(file)));
        expect(seen).toHaveLength(wanted!.length);
        for (const [i, value] of seen!.entries()) expect(Math.abs(value - wanted![i]!)).toBeLessThan(12);
      }
    }
  });

  it('as JPEG or WebP carries the recipe where programs look for it', async () => {
    await using test = await filled();
    for (const image of ['jpeg', 'webp'] as const) {
      const path = `${test.out}-${image}`;
      await exportGallery(test.gallery, { kind: 'ids', ids: [1] }, target('folder', path, { image }));
      const { exif, xmp } = await sharp(
        join(path, `noise-1.${image === 'jpeg' ? 'jpg' : 'webp'}`),
      ).metadata();
      expect(exif!.toString('latin1')).toContain('Steps: 2, Seed: 1, Model: noise');
      expect(exif!.toString('latin1')).toContain(JSON.stringify(noiseRecipe(1)));
      expect(xmp!.toString()).toContain('trainedAlgorithmicMedia');
    }
  });

  it('says that a recipe is too long for JPEG or WebP, and leaves it to the manifest', async () => {
    await using test = await testGallery();
    const vector = Buffer.alloc(4 * 4096).toString('base64');
    const long: Recipe = {
      ...noiseRecipe(1),
      version: 2,
      edits: Array.from({ length: 4 }, () => ({ kind: 'direction', name: 'a', vector, amounts: [1, 1] })),
    };
    await test.keepOf(long);
    for (const image of ['jpeg', 'webp', 'png'] as const) {
      const path = `${test.folder}-${image}`;
      const { notes } = await exportGallery(test.gallery, ALL, target('folder', path, { image }));
      expect(notes).toEqual(
        image === 'png'
          ? []
          : [expect.stringMatching(/^The recipe of noise-1\.\w+ is too long for its format/)],
      );
      await using other = await testGallery();
      await importGallery(other.gallery, path);
      expect(other.gallery.get([1])).toMatchObject([{ recipe: long }]);
    }
  });

  it('writes a picture once that was named twice, and says which are not there', async () => {
    await using test = await filled();
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
    await using test = await filled();
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
    await using test = await filled();
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
    await using test = await filled();
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
    await using test = await filled();
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
      await using test = await filled();
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
    await using test = await filled();
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

  it('copies reference material as it came, and turns it where the format is another', async () => {
    await using test = await testGallery();
    const photo = join(temporaryFolder(), 'Mum & Dad.jpg');
    await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(photo);
    await addPictureFiles(test.gallery, [photo]);
    const out = join(temporaryFolder(), 'out');
    await exportGallery(test.gallery, ALL, target('folder', out, { pattern: '{title}' }));
    expect(readFileSync(join(out, 'Mum & Dad.jpg'))).toEqual(readFileSync(photo));
    await exportGallery(test.gallery, ALL, target('folder', `${out}2`, { metadata: false }));
    const { width, height, orientation, format } = await sharp(
      join(`${out}2`, 'Mum & Dad-reference.png'),
    ).metadata();
    expect([width, height, orientation, format]).toEqual([20, 30, undefined, 'png']);
  });
});

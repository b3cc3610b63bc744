import {
  createWriteStream,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import {
  type ExportTargetKind,
  IMAGE_FORMATS,
  type ImageFormat,
} from '../../shared/gallery/gallery-export.ts';
import { noisePixels, noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { encodePng } from '../pictures/pixels.ts';
import { carriedRecipe } from '../pictures/carried-recipe.ts';
import { tagged } from '../pictures/testing/tagged.ts';
import { writeRecipe } from '../pictures/recipe-in-png.ts';
import { exportGallery } from './export-gallery.ts';
import { importGallery } from './import-gallery.ts';
import { isExport } from './open-import.ts';
import { target } from './testing/targets.ts';

/** An export of three pictures with all that can be said of one. */
async function exported(kind: ExportTargetKind, image: ImageFormat): Promise<string> {
  await using test = await testGallery();
  const album = test.gallery.collections.create('Album');
  const said = { rating: 4, favourite: true, addTags: ['a', 'b'], note: 'n', addTo: album };
  await test.keepOf(noiseRecipe(1), said);
  await test.keep(2, 3);
  const path = join(temporaryFolder(), 'out');
  await exportGallery(test.gallery, { kind: 'all' }, target(kind, path, { image }));
  return path;
}

describe('an import', () => {
  it.each(
    (['folder', 'zip', 'html', 'dataset'] as const).flatMap((kind) =>
      IMAGE_FORMATS.map((image) => [kind, image] as const),
    ),
  )('of a %s of %s files restores everything, and changes nothing the second time', async (kind, image) => {
    const path = await exported(kind, image);
    await using test = await testGallery();
    const { gallery } = test;
    expect(await importGallery(gallery, path)).toEqual({
      added: 3,
      updated: 0,
      refused: [],
      refusedCount: 0,
    });
    const restored = () => gallery.get([...gallery.order({ tags: ['a'] }, 'newest').ids]);
    expect(restored()).toMatchObject([
      { kind: 'picture', recipe: noiseRecipe(1), rating: 4, favourite: true, tags: ['a', 'b'], note: 'n' },
    ]);
    expect(gallery.facets().collections).toMatchObject([{ name: 'Album', count: 1 }]);
    const { id } = restored()[0]!;
    expect(await carriedRecipe(readFileSync(gallery.pathOf(id)))).toEqual(noiseRecipe(1));
    expect(test.seeds({}, 'oldest')).toEqual(['1', '2', '3']);
    gallery.update([id], { rating: 1, note: 'mine', favourite: false });
    expect(await importGallery(gallery, path)).toMatchObject({ added: 0, updated: 3 });
    expect(restored()).toMatchObject([{ rating: 1, note: 'mine' }]);
    expect(gallery.facets().total).toBe(3);
  });

  it.each([
    ['folder', 'manifest.json'],
    ['dataset', 'metadata.jsonl'],
    ['html', 'index.html'],
  ] as const)('of a %s goes by its %s, too', async (kind, file) => {
    const path = join(await exported(kind, 'png'), file);
    expect(isExport(path)).toBe(true);
    await using test = await testGallery();
    expect(await importGallery(test.gallery, path)).toMatchObject({ added: 3, refusedCount: 0 });
    expect(test.seeds({ tags: ['b'] })).toEqual(['1']);
  });

  it.each([
    ['a saved page that is called a picture', 'photo.jpg', '<!doctype html><title>404</title>'],
    ['a page of another program', 'index.html', '<!DOCTYPE html><meta name="generator" content="Hugo">'],
    ['a picture whose name is a page', 'index.html', 'PNG'],
    ['notes that begin like a dataset', 'notes.txt', '{"file_name":"private.png"}'],
    ['a manifest by another name', 'list.json', '{"format":"trilemma-gallery","version":1,"items":[]}'],
    ['a manifest of another program', 'manifest.json', '{"name":"my site","items":[{"file":"private.png"}]}'],
    ['settings called as a dataset is', 'metadata.jsonl', '{"file":"private.png"}'],
    ['words that begin like a zip', 'a.zip', 'PKZIP was'],
  ])('takes %s for one file, and nothing beside it', async (_what, name, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'private.png'), await encodePng(noisePixels(1)));
    expect(isExport(join(folder, name))).toBe(false);
    await using test = await testGallery();
    expect(await caught(() => importGallery(test.gallery, join(folder, name)))).toMatchObject({
      code: 'file',
      message: expect.stringContaining(`${name} is no export`) as string,
    });
    expect(test.gallery.facets().total).toBe(0);
  });

  it('of what was exported without metadata brings the pictures as reference material', async () => {
    await using from = await testGallery();
    await from.keep(1, 2);
    for (const kind of ['folder', 'zip', 'html', 'dataset'] as const) {
      const path = join(temporaryFolder(), 'out');
      await exportGallery(from.gallery, { kind: 'all' }, target(kind, path, { metadata: false }));
      await using test = await testGallery();
      expect(await importGallery(test.gallery, path)).toMatchObject({ added: 2, refusedCount: 0 });
      expect(test.gallery.get([1, 2])).toMatchObject([{ recipe: null }, { recipe: null }]);
    }
  });

  it('of JPEG or WebP brings no second picture of a recipe, whichever came first', async () => {
    await using test = await testGallery();
    await test.keep(1, 2, 3);
    for (const image of ['jpeg', 'webp'] as const) {
      for (const kind of ['dataset', 'folder'] as const) {
        const path = await exported(kind, image);
        expect(await importGallery(test.gallery, path)).toMatchObject({ added: 0, updated: 3 });
      }
    }
    expect(test.gallery.facets().total).toBe(3);
  });

  it('of a folder without a manifest takes its pictures, in the order of their names', async () => {
    const folder = temporaryFolder();
    for (const seed of [10, 9, 2]) {
      const png = writeRecipe(await encodePng(noisePixels(seed)), noiseRecipe(seed));
      writeFileSync(join(folder, `noise-${seed}.png`), png);
    }
    writeFileSync(join(folder, 'no.txt'), 'no picture');
    writeFileSync(join(folder, 'path.json'), '{}');
    // Larger than any picture may be; no byte of it is on the disk.
    writeFileSync(join(folder, 'film.mp4'), '');
    truncateSync(join(folder, 'film.mp4'), 2 ** 33);
    writeFileSync(join(folder, '.hidden'), 'x');
    await using test = await testGallery();
    const done = await importGallery(test.gallery, folder);
    expect(done).toMatchObject({
      added: 3,
      refusedCount: 2,
      refused: [{ path: 'film.mp4' }, { path: 'no.txt' }],
    });
    for (const { message } of done.refused) expect(message).toContain('it is no picture');
    expect(test.seeds({}, 'oldest')).toEqual(['2', '9', '10']);
    const empty = await caught(() => importGallery(test.gallery, temporaryFolder()));
    expect(empty.message).toMatch(/has no pictures to import/);
  });

  it('of one picture in two formats brings one', async () => {
    const folder = temporaryFolder();
    const png = writeRecipe(await encodePng(noisePixels(1)), noiseRecipe(1));
    writeFileSync(join(folder, 'a.png'), png);
    writeFileSync(join(folder, 'b.jpg'), await tagged(sharp(png).jpeg(), noiseRecipe(1)));
    await using test = await testGallery();
    expect(await importGallery(test.gallery, folder)).toMatchObject({ added: 1, updated: 1 });
    expect(
      entries(join(test.folder, 'pictures')).flatMap((name) => entries(join(test.folder, 'pictures', name))),
    ).toHaveLength(1);
  });

  it('of a dataset says which line is damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'metadata.jsonl'), '{"file_name": "a.png"}\n\nx\n');
    await using test = await testGallery();
    const error = await caught(() => importGallery(test.gallery, folder));
    expect(error).toMatchObject({
      code: 'file',
      message: expect.stringContaining('line 3 is not JSON') as string,
    });
  });

  it("of another program's dataset takes what it knows, and refuses what is no entry", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.png'), await encodePng(noisePixels(1)));
    const lines = [
      { file_name: 'a.png', text: 'a cat', label: 3 },
      { file_name: '../b.png' },
      { image: 'c.png' },
      7,
    ];
    writeFileSync(join(folder, 'metadata.jsonl'), lines.map((line) => JSON.stringify(line)).join('\r\n'));
    await using test = await testGallery();
    expect(await importGallery(test.gallery, folder)).toMatchObject({ added: 1, refusedCount: 3 });
  });

  it('of a manifest makes pictures again whose files are missing', async () => {
    const folder = temporaryFolder();
    const items = [{ file: 'gone.png', tags: ['x'], recipe: noiseRecipe(1) }, { file: 'also-gone.png' }];
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ format: 'trilemma-gallery', version: 1, items }));
    await using test = await testGallery();
    const rgba = new Uint8Array(4 * 16 * 16).fill(255);
    const done = await importGallery(test.gallery, manifest, {
      pictureOf: (recipe) => Promise.resolve({ width: 16, height: 16, rgba, recipe }),
    });
    expect(done).toMatchObject({ added: 1, refused: [{ path: 'also-gone.png' }] });
    expect(test.seeds({ tags: ['x'] })).toEqual(['1']);
  });

  it('reads no file outside its folder, and no entry that cannot be right', async () => {
    const folder = join(temporaryFolder(), 'in');
    mkdirSync(folder);
    const png = await encodePng(noisePixels(1));
    writeFileSync(join(folder, '..', 'secret.png'), png);
    writeFileSync(join(folder, 'ok.png'), png);
    symlinkSync(join(folder, '..', 'secret.png'), join(folder, 'link.png'));
    symlinkSync(join(folder, '..'), join(folder, 'up'));
    const recipe = { ...noiseRecipe(1), version: 99 };
    const hostile: readonly (readonly [object, RegExp])[] = [
      [{ file: '../secret.png' }, /leads out/],
      [{ file: join(folder, '..', 'secret.png') }, /leads out/],
      [{ file: 'x/../../secret.png' }, /leads out/],
      [{ file: '..\\secret.png' }, /leads out/],
      [{ file: 'C:secret.png' }, /leads out/],
      [{ file: 'ok.png\0.png' }, /leads out/],
      [{ file: 'link.png' }, /leads out/],
      [{ file: 'up/secret.png' }, /leads out/],
      [{ file: '.' }, /leads out/],
      [{ file: 'missing.png' }, /no such file/],
      [{ file: 7 }, /file/],
      [{ file: 'ok.png', rating: 1e9 }, /rating/],
      [{ file: 'ok.png', tags: [''] }, /tags/],
      [{ file: 'ok.png', keptAt: 'yesterday' }, /keptAt/],
      [{ file: 'ok.png', recipe }, /newer version/],
    ];
    const items = [...hostile.map(([item]) => item), null, { file: 'ok.png', title: 'Fine' }];
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ format: 'trilemma-gallery', version: 1, items }),
    );
    await using test = await testGallery();
    const done = await importGallery(test.gallery, folder);
    expect(done).toMatchObject({ added: 1, refusedCount: hostile.length + 1 });
    for (const [at, [, message]] of hostile.entries()) expect(done.refused[at]!.message).toMatch(message);
    expect(test.gallery.get([1])).toMatchObject([{ kind: 'reference', title: 'Fine' }]);
  });

  it.each([
    ['no JSON', 'x', /not JSON/],
    ['something else', '{"items": []}', /not one of Trilemma Studio's/],
    ['a newer form', '{"format":"trilemma-gallery","version":2,"items":[]}', /newer version/],
  ])('refuses a manifest that is %s', async (_what, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'manifest.json'), text);
    await using test = await testGallery();
    expect((await caught(() => importGallery(test.gallery, folder))).message).toMatch(message);
  });

  it('can be cancelled; what came in stays', async () => {
    const path = await exported('zip', 'png');
    await using test = await testGallery();
    const error = await caught(() => importGallery(test.gallery, path, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
  });
});

describe('a hostile zip', () => {
  async function zipped(fill: (zip: yazl.ZipFile) => void, files: readonly string[]): Promise<string> {
    const path = join(temporaryFolder(), 'a.zip');
    const zip = new yazl.ZipFile();
    const items = files.map((file) => ({ file }));
    zip.addBuffer(
      Buffer.from(JSON.stringify({ format: 'trilemma-gallery', version: 1, items })),
      'manifest.json',
    );
    fill(zip);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
    return path;
  }

  /** Changes every `from` in the file, of the same length. */
  function changed(path: string, from: Buffer, to: Buffer): string {
    const bytes = readFileSync(path);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
    writeFileSync(path, bytes);
    return path;
  }

  it('with names that lead elsewhere is refused as a whole', async () => {
    const path = await zipped((zip) => zip.addBuffer(Buffer.from('x'), 'aa/b.png'), ['aa/b.png']);
    await using test = await testGallery();
    for (const name of ['../b.png', '/a/b.png', 'C:/b.png']) {
      const hostile = changed(path, Buffer.from('aa/b.png'), Buffer.from(name.padEnd(8)));
      const error = await caught(() => importGallery(test.gallery, hostile));
      expect(error.message).toMatch(
        /zip archive cannot be imported: (?:invalid relative path|absolute path)/,
      );
      changed(hostile, Buffer.from(name.padEnd(8)), Buffer.from('aa/b.png'));
    }
    expect(entries(join(test.folder, 'pictures'))).toEqual([]);
  });

  it('of a packed folder is read from that folder', async () => {
    const folder = await exported('folder', 'png');
    const path = join(temporaryFolder(), 'packed.zip');
    const zip = new yazl.ZipFile();
    for (const name of entries(folder)) {
      zip.addFile(join(folder, name), `My pictures/${name}`);
      zip.addBuffer(Buffer.from('x'), `__MACOSX/My pictures/._${name}`);
    }
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
    await using test = await testGallery();
    expect(await importGallery(test.gallery, path)).toMatchObject({ added: 3, refusedCount: 0 });
  });

  it('with a link, or an entry that says it unpacks to gigabytes, gives the others alone', async () => {
    const png = Buffer.from(await encodePng(noisePixels(1)));
    const path = await zipped(
      (zip) => {
        zip.addBuffer(Buffer.from('/etc/passwd'), 'link.png', { mode: 0o120777 });
        zip.addBuffer(Buffer.alloc(0x123456), 'bomb.png', { compress: true });
        zip.addBuffer(Buffer.alloc(300_000), 'longer.png', { compress: true });
        zip.addBuffer(png, 'ok.png');
      },
      ['link.png', 'bomb.png', 'longer.png', 'ok.png'],
    );
    const size = (bytes: number) => Buffer.from(Uint32Array.of(bytes).buffer);
    changed(path, size(0x123456), size(0x7fff_fff0));
    changed(path, size(300_000), size(3000));
    await using test = await testGallery();
    const done = await importGallery(test.gallery, path);
    expect(done).toMatchObject({ added: 1, refusedCount: 3 });
    expect(done.refused.map(({ message }) => message)).toEqual([
      expect.stringMatching(/link\.png is not in the zip/),
      expect.stringMatching(/2,147,483,632 bytes: too many/),
      expect.stringMatching(/zip archive cannot be imported/),
    ]);
  });

  it('that is cut short, empty or another format is refused', async () => {
    const path = await zipped(
      (zip) => zip.addBuffer(Buffer.alloc(50_000, 'x'), 'a.png', { compress: false }),
      ['a.png'],
    );
    truncateSync(path, 30_000);
    const none = join(temporaryFolder(), 'none.zip');
    writeFileSync(none, 'PK');
    await using test = await testGallery();
    for (const file of [path, none, join(temporaryFolder(), 'missing.zip')]) {
      expect((await caught(() => importGallery(test.gallery, file))).code).toBe('file');
    }
  });
});

import { createWriteStream, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { noisePixels } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { encodePng } from '../pictures/pixels.ts';
import { importGallery } from './import-gallery.ts';
import { exported } from './testing/exported.ts';

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

  it('with names that lead elsewhere gives the others alone', async () => {
    const png = Buffer.from(await encodePng(noisePixels(1)));
    for (const name of ['../b.png', '/a/b.png', 'C:/b.png', 'a/..\\.png']) {
      await using test = await testGallery();
      const path = await zipped(
        (zip) => {
          zip.addBuffer(png, 'x'.repeat(name.length));
          zip.addBuffer(png, 'sub/ok.png');
        },
        ['sub/ok.png'],
      );
      changed(path, Buffer.from('x'.repeat(name.length)), Buffer.from(name));
      const { refused, ...counts } = await importGallery(test.gallery, path);
      expect(counts).toEqual({ added: 1, updated: 0, refusedCount: 1 });
      expect(refused[0]!.message).toMatch(/leads out of the import's folder/);
    }
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
      expect.stringMatching(/link\.png is a link/),
      expect.stringMatching(/2,147,483,632 bytes: too many/),
      expect.stringMatching(/longer\.png is damaged in .*a\.zip/),
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
    for (const [file, words] of [
      [path, /a\.zip cannot be imported: the zip is damaged or cut short; fetch it/],
      [none, /none\.zip is no export/],
      [join(temporaryFolder(), 'missing.zip'), /no such file/],
    ] as const) {
      const error = await caught(() => importGallery(test.gallery, file));
      expect(error).toMatchObject({ code: 'file', message: expect.stringMatching(words) as string });
    }
  });
});

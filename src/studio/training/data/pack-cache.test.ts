import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { caught } from '../../../platform/testing/caught.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { folderOfPictures, writePicture } from '../testing/training-dependencies.ts';
import { PackCache } from './pack-cache.ts';
import { cropsOf } from './pack.ts';

const SIDE = 32;
const signal = new AbortController().signal;

async function packOf(folder: string, cache = new PackCache(join(temporaryFolder(), 'cache'))) {
  return cache.of({ folder, side: SIDE, crop: 'centre' }, signal, () => undefined);
}

/** A server on a socket in the file system. */
async function listening(path: string): Promise<AsyncDisposable> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  return server;
}

describe('the pictures of a folder', () => {
  it('are what can be decoded; all else is told of, and why', async () => {
    const folder = await folderOfPictures(temporaryFolder(), 9);
    writeFileSync(join(folder, 'notes.txt'), 'not a picture, and no one says it is');
    writeFileSync(join(folder, 'notes-2.TXT'), '');
    writeFileSync(join(folder, 'README'), 'not a picture');
    writeFileSync(join(folder, 'empty.jpg'), '');
    writeFileSync(join(folder, 'broken.jpg'), 'not a picture');
    writeFileSync(join(folder, 'drawing.psd'), '8BPS');
    const whole = await sharp(join(folder, '0000.png')).jpeg().toBuffer();
    writeFileSync(join(folder, 'cut.jpg'), whole.subarray(0, whole.length / 2));
    cpSync(join(folder, '0000.png'), join(folder, 'again.png'));
    await writePicture(join(folder, 'small.png'), 50, 15, 40);
    symlinkSync(join(folder, 'nowhere.png'), join(folder, 'dangling.png'));
    const { report } = await packOf(folder);
    expect(report).toMatchObject({
      pictures: 9,
      refused: { broken: 3, tiny: 1, duplicate: 1, unreadable: 1, format: 1 },
    });
    const reasons = Object.fromEntries(report.examples.map(({ file, reason }) => [file, reason]));
    expect(reasons).toEqual({
      'drawing.psd': 'format',
      'dangling.png': 'unreadable',
      'again.png': 'duplicate',
      'broken.jpg': 'broken',
      'empty.jpg': 'broken',
      'cut.jpg': 'broken',
      'small.png': 'tiny',
    });
    expect(report.others).toEqual([
      { ending: '.txt', count: 2 },
      { ending: '', count: 1 },
    ]);
  });

  it('are those of folders in it too, each once, though links lead in circles', async () => {
    const folder = await folderOfPictures(temporaryFolder(), 2);
    mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true });
    await writePicture(join(folder, 'deep', 'deeper', 'a.webp'), 100);
    symlinkSync(folder, join(folder, 'deep', 'circle'));
    mkdirSync(join(folder, '.hidden'));
    await writePicture(join(folder, '.hidden', 'b.png'), 101);
    const { report } = await packOf(folder);
    expect(report).toMatchObject({ pictures: 3, refused: { duplicate: 0, unreadable: 0 } });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'leave out what may not be read, and say so',
    async () => {
      const folder = await folderOfPictures(temporaryFolder(), 2);
      chmodSync(join(folder, '0000.png'), 0);
      const { report } = await packOf(folder);
      expect(report).toMatchObject({ pictures: 1, refused: { unreadable: 1 } });
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'are read from files alone, and no fault stops the rest',
    async () => {
      const folder = await folderOfPictures(temporaryFolder(), 1);
      execFileSync('mkfifo', [join(folder, 'pipe.png')]);
      await using servers = new AsyncDisposableStack();
      servers.use(await listening(join(folder, 'socket.png')));
      symlinkSync('/dev/zero', join(folder, 'endless.png'));
      // The system calls it a file, and refuses to read it, whoever asks.
      symlinkSync('/proc/self/mem', join(folder, 'fault.png'));
      symlinkSync('itself.png', join(folder, 'itself.png'));
      symlinkSync(join(folder, 'unplugged'), join(folder, 'drive'));
      const { report } = await packOf(folder);
      expect(report).toMatchObject({ pictures: 1, refused: { unreadable: 6 } });
      expect(Object.fromEntries(report.examples.map(({ file, message }) => [file, message]))).toEqual({
        drive: 'drive cannot be read: there is no such file or folder.',
        'endless.png': 'endless.png is no file: it is a pipe, a socket or a device.',
        'fault.png': 'fault.png cannot be read: the disk reports a fault.',
        'itself.png': 'itself.png cannot be read: its links lead in a circle.',
        'pipe.png': 'pipe.png is no file: it is a pipe, a socket or a device.',
        'socket.png': 'socket.png is no file: it is a pipe, a socket or a device.',
      });
    },
  );

  it('may go while they are read', async () => {
    const root = temporaryFolder();
    const folder = await folderOfPictures(root, 20);
    const last = join(folder, '0019.png');
    const options = { folder, side: SIDE, crop: 'centre' } as const;
    const { report } = await new PackCache(join(root, 'cache')).of(options, signal, () =>
      rmSync(last, { force: true }),
    );
    expect(report).toMatchObject({ pictures: 19, refused: { unreadable: 1 } });
    expect(report.examples[0]!.message).toBe('0019.png cannot be read: there is no such file or folder.');
  });

  it('are not read where HEIC is compressed as phones do it, and what can be done is said', async () => {
    const folder = await folderOfPictures(temporaryFolder(), 1);
    const avif = await sharp(join(folder, '0000.png')).avif().toBuffer();
    // A phone's begin with these brands; and a file that is whole but for its brand.
    writeFileSync(join(folder, 'a.heic'), '\0\0\0\x18ftypmif1\0\0\0\0mif1heic');
    writeFileSync(join(folder, 'b.HEIC'), avif.toString('latin1').replace('ftypavif', 'ftypheic'), 'latin1');
    writeFileSync(join(folder, 'c.heic'), await sharp(join(folder, '0000.png')).negate().avif().toBuffer());
    const { report } = await packOf(folder);
    expect(report).toMatchObject({ pictures: 2, refused: { format: 2, broken: 0 } });
    expect(report.examples.map(({ message }) => message)).toEqual(
      ['a.heic', 'b.HEIC'].map(
        (file) => `${file} is left out: its format (HEIC) is not read here; save it as PNG, JPEG or WebP.`,
      ),
    );
  });

  it.each(['a.jfif', 'a.jpe', 'a.pjpeg', 'a.txt', 'a'])('are known by what is in them: %s', async (name) => {
    const folder = await folderOfPictures(temporaryFolder(), 1);
    await sharp(join(folder, '0000.png')).negate().jpeg().toFile(join(folder, 'jpeg'));
    renameSync(join(folder, 'jpeg'), join(folder, name));
    writeFileSync(join(folder, 'b.png'), '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>');
    const { report } = await packOf(folder);
    expect(report).toMatchObject({ pictures: 2, refused: { format: 1 }, others: [] });
  });

  it('stand upright, are square, and have no see-through places', async () => {
    const folder = temporaryFolder();
    const left = await sharp({ create: { width: 24, height: 64, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    // Red on the left, blue on the right; the camera was turned by a quarter.
    await sharp({ create: { width: 48, height: 64, channels: 3, background: '#00f' } })
      .composite([{ input: left, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toFile(join(folder, 'a.jpg'));
    await sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toFile(join(folder, 'b.png'));
    const [turned, clear] = await cropsOf(await packOf(folder), 24);
    const at = ({ rgba }: { rgba: Uint8Array }, x: number, y: number) =>
      [...rgba.subarray(4 * (y * SIDE + x), 4 * (y * SIDE + x) + 3)].map((value) => Math.round(value / 255));
    expect([at(turned!, 16, 4), at(turned!, 16, 28)]).toEqual([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(at(clear!, 16, 16)).toEqual([1, 1, 1]);
  });

  it.each(['gif', 'tiff', 'webp', 'jpeg', 'avif'] as const)('may be %s', async (format) => {
    const folder = await folderOfPictures(temporaryFolder(), 1);
    await sharp(join(folder, '0000.png'))
      .toFormat(format)
      .toFile(join(folder, `a.${format}`));
    rmSync(join(folder, '0000.png'));
    const { report } = await packOf(folder);
    expect(report.pictures).toBe(1);
  });
});

describe('PackCache', () => {
  it('decodes the same pictures once, and others anew', async () => {
    const root = temporaryFolder();
    const folder = await folderOfPictures(root, 3);
    const cache = new PackCache(join(root, 'cache'));
    const first = await packOf(folder, cache);
    await expect(packOf(folder, cache)).resolves.toEqual(first);
    await expect(cache.get(first.key)).resolves.toEqual(first);
    utimesSync(join(folder, '0000.png'), 1, 1);
    const touched = await packOf(folder, cache);
    expect(touched.key).not.toBe(first.key);
    expect(touched.report).toEqual(first.report);
    await writePicture(join(folder, 'new.png'), 77);
    const { report } = await packOf(folder, cache);
    expect([report.pictures, report.sha256 === first.report.sha256]).toEqual([4, false]);
  });

  it('makes a pack that was damaged again', async () => {
    const root = temporaryFolder();
    const folder = await folderOfPictures(root, 3);
    const cache = new PackCache(join(root, 'cache'));
    const { path, report } = await packOf(folder, cache);
    writeFileSync(path, 'short');
    const again = await packOf(folder, cache);
    expect(again.report).toEqual(report);
    expect(await cropsOf(again, 2)).toHaveLength(2);
  });

  it('says when the folder is gone, is no folder, holds nothing, or is not named whole', async () => {
    const folder = temporaryFolder();
    await expect(packOf(folder)).resolves.toMatchObject({ report: { pictures: 0 } });
    const gone = await caught(() => packOf(join(folder, 'gone')));
    expect([gone.code, gone.message]).toEqual([
      'file',
      `The folder ${join(folder, 'gone')} cannot be read: there is no such file or folder.`,
    ]);
    expect((await caught(() => packOf('pictures'))).code).toBe('usage');
    const file = join(await folderOfPictures(folder, 1), '0000.png');
    for (const [path, message] of [
      [file, `${file} is not a folder of pictures.`],
      [join(file, 'x'), `The folder ${join(file, 'x')} cannot be read: a part of the path is not a folder.`],
    ] as const) {
      expect((await caught(() => packOf(path))).message).toBe(message);
    }
  });

  it('leaves nothing behind after a cancel', async () => {
    const root = temporaryFolder();
    const folder = await folderOfPictures(root, 20);
    const cache = new PackCache(join(root, 'cache'));
    const abort = new AbortController();
    const options = { folder, side: SIDE, crop: 'smart' } as const;
    const error = await caught(() => cache.of(options, abort.signal, () => abort.abort()));
    expect(error.code).toBe('cancelled');
    await expect(cache.of(options, signal, () => undefined)).resolves.toMatchObject({
      report: { pictures: 20 },
    });
  });
});

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { lockDataFolder } from '../../database/lock.ts';
import { checkGallery } from './check.ts';
import { hashOf } from './stored-file.ts';
import { noiseRecipe } from '../testing/noise-pictures.ts';
import { testGallery } from '../testing/test-gallery.ts';

describe('a start', () => {
  it('takes back a picture whose file was away, with all that was known of it', async () => {
    const folder = temporaryFolder();
    let path: string;
    {
      await using test = await testGallery(folder);
      const album = test.gallery.collections.create('Album');
      const change = { rating: 4, favourite: true, addTags: ['hat'], note: 'n', addTo: album };
      path = test.gallery.pathOf(await test.keepOf(noiseRecipe(1), change));
      await test.keep(2);
    }
    renameSync(path, join(folder, 'away.png'));
    {
      await using test = await testGallery(folder);
      expect(test.notices).toEqual([
        expect.stringMatching(/^1 picture .* no longer on the disk.*recipes are kept/),
      ]);
      expect(test.seeds()).toEqual(['2']);
      expect((await checkGallery(test.gallery)).lost).toEqual([{ title: 'noise 1', path }]);
    }
    renameSync(join(folder, 'away.png'), path);
    await using test = await testGallery(folder);
    expect(test.notices).toEqual(['1 picture on the disk was missing in the gallery, and came back.']);
    const [item] = test.gallery.get([...test.gallery.order({ tags: ['hat'] }, 'newest').ids]);
    expect(item).toMatchObject({ recipe: noiseRecipe(1), rating: 4, favourite: true, note: 'n' });
    expect(test.gallery.facets().collections).toMatchObject([{ name: 'Album', count: 1 }]);
    expect(test.seeds({ text: 'noise' })).toHaveLength(2);
  });

  it('takes in strays as what they are, and leaves what is none', async () => {
    const folder = temporaryFolder();
    const place = (bytes: Uint8Array, ending: string) => {
      const hash = hashOf(bytes);
      const path = join(folder, 'pictures', hash.slice(0, 2), `${hash}.${ending}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return path;
    };
    const photo = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    place(photo, 'jpg');
    const nothing = place(Buffer.from('no picture'), 'png');
    writeFileSync(join(dirname(nothing), 'notes.txt'), 'mine');
    const finished = join(dirname(nothing), '.trilemma-999999999-x.tmp');
    const running = join(dirname(nothing), '.trilemma-1-x.tmp');
    for (const file of [finished, running]) writeFileSync(file, '');
    await using test = await testGallery(folder);
    expect(test.gallery.get([1])).toMatchObject([{ kind: 'reference', width: 30, height: 20, recipe: null }]);
    expect(test.notices).toHaveLength(2);
    expect(test.notices[1]).toMatch(/it is no picture/);
    expect([nothing, finished, running].map((file) => existsSync(file))).toEqual([true, false, true]);
    expect(existsSync(join(dirname(nothing), 'notes.txt'))).toBe(true);
  });

  it('ends a deletion that was cut short, and brings nothing back', async () => {
    const folder = temporaryFolder();
    let path: string;
    {
      await using test = await testGallery(folder);
      const [id] = (await test.keep(1)) as [number];
      path = test.gallery.pathOf(id);
      test.gallery.items.transaction(() => test.gallery.items.forget([id], { deleteFiles: true }));
    }
    expect(existsSync(path)).toBe(true);
    await using test = await testGallery(folder);
    expect(existsSync(path)).toBe(false);
    expect([test.notices, test.seeds()]).toEqual([[], []]);
  });

  it('leaves files alone while a studio is open', async () => {
    const folder = temporaryFolder();
    await using studio = await testGallery(folder);
    const [id] = (await studio.keep(1)) as [number];
    const lock = lockDataFolder(folder);
    onTestFinished(() => lock[Symbol.dispose]());
    renameSync(studio.gallery.pathOf(id), join(folder, 'away.png'));
    await using command = await testGallery(folder);
    expect([command.notices, command.seeds()]).toEqual([[], ['1']]);
    await command.keep(2);
    expect(studio.seeds()).toEqual(['1', '2']);
  });
});

describe('checkGallery', () => {
  it('finds files that are missing or were changed', async () => {
    await using test = await testGallery();
    const [a, b] = (await test.keep(1, 2, 3)) as [number, number, number];
    rmSync(test.gallery.pathOf(a));
    const path = test.gallery.pathOf(b);
    copyFileSync(test.gallery.pathOf(3), path);
    const { checked, faults } = await checkGallery(test.gallery);
    expect(checked).toBe(3);
    expect(faults).toEqual([
      expect.stringMatching(/^1: .*no such file/),
      expect.stringMatching(/^2: .*changed by another program/),
    ]);
    expect(readFileSync(path)).toEqual(readFileSync(test.gallery.pathOf(3)));
  });
});

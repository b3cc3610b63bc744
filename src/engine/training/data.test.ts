import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../core/random/seed.ts';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { PictureOrder, PictureReader } from './data.ts';

const seed = parseSeed('1');

describe('PictureOrder', () => {
  it('has every picture once in each epoch, in another order', () => {
    const order = new PictureOrder(seed, 50);
    const epochs = [0, 1, 2].map((epoch) => Array.from({ length: 50 }, (_, i) => order.at(50 * epoch + i)));
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  it('follows from seed and place alone', () => {
    const places = [120, 3, 99, 3];
    const [one, other] = [new PictureOrder(seed, 50), new PictureOrder(seed, 50)];
    const first = places.map((place) => one.at(place));
    expect(places.toReversed().map((place) => other.at(place))).toEqual(first.toReversed());
  });

  it('goes on with one picture', () => {
    const order = new PictureOrder(seed, 1);
    expect([0, 1, 2].map((place) => order.at(place))).toEqual([0, 0, 0]);
  });
});

describe('PictureReader', () => {
  const side = 2;
  const pack = (folder: string) => {
    const path = join(folder, 'pack.bin');
    writeFileSync(
      path,
      Uint8Array.from({ length: 24 }, (_, i) => (i < 12 ? 0 : i === 12 ? 255 : 51)),
    );
    return { path, pictures: 2 };
  };

  it('gives planes of colours from -1 to 1, mirrored where asked', async () => {
    await using reader = await PictureReader.open(pack(temporaryFolder()), side);
    const [plain, mirrored] = [await reader.read([1], [false]), await reader.read([0, 1], [false, true])];
    const dark = Math.fround(51 / 127.5 - 1);
    expect([...plain]).toEqual([1, dark, dark, dark, ...Array<number>(8).fill(dark)]);
    expect([...mirrored.subarray(12)]).toEqual([dark, 1, dark, dark, ...Array<number>(8).fill(dark)]);
    expect([...mirrored.subarray(0, 12)]).toEqual(Array(12).fill(-1));
  });

  it('says when the pictures are gone, or cut short', async () => {
    const data = pack(temporaryFolder());
    expect((await caught(() => PictureReader.open({ ...data, pictures: 3 }, side))).code).toBe('data-gone');
    rmSync(data.path);
    const error = await caught(() => PictureReader.open(data, side));
    expect([error.code, error.message.includes(data.path)]).toEqual(['data-gone', true]);
  });
});

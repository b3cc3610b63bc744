import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../core/random/seed.ts';
import { EngineClient } from '../../engine/client.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { generate } from '../rendering/generate.ts';
import { contactGrid } from '../pictures/grid.ts';
import { decodePng, toPixels } from '../pictures/pixels.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import { findModel } from './library.ts';
import { modelFolders } from './model-folders.ts';
import { modelSheet } from './sheet.ts';
import type { RenderSeeds } from './sheet.ts';

const faces = await findModel('faces', modelFolders('/nonexistent'));

/** Grey pictures, the darker the smaller the seed, and what was asked for. */
function greyPictures() {
  const asked: (readonly string[])[] = [];
  const render: RenderSeeds = ({ card }, seeds) => {
    asked.push(seeds);
    const { imageSize: side } = card.architecture;
    const grey = (seed: string) => new Float32Array(side * side).fill(Number(seed) / 16);
    return Promise.resolve(
      seeds.map((seed) => ({ channels: 1, height: side, width: side, data: grey(seed) })),
    );
  };
  return { asked, render };
}

function ofSide(imageSize: number): Model {
  return { ...faces, card: { ...faces.card, architecture: { ...faces.card.architecture, imageSize } } };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe('modelSheet', () => {
  it("shows the model's pictures of seeds 1 to 16", async () => {
    using engine = new EngineClient();
    const pictures: NetworkPicture[] = [];
    const render: RenderSeeds = async (model, seeds) => {
      await generate(engine, {
        model,
        seed: parseSeed(seeds[0]!),
        count: seeds.length,
        temperature: { x_T: 1, z: 1 },
        device: 'cpu',
        onPicture: ({ image }) => pictures.push(image),
      });
      return pictures;
    };
    const sheet = await decodePng(await modelSheet(render, faces, temporaryFolder()));
    expect(pictures).toHaveLength(16);
    expect(sheet.data).toEqual(Buffer.from(contactGrid(pictures.map(toPixels)).data));
  });

  it.each([
    [32, 16],
    [128, 16],
    [256, 4],
  ])('of pictures of %i pixels has %i', async (side, count) => {
    const { asked, render } = greyPictures();
    const sheet = await decodePng(await modelSheet(render, ofSide(side), temporaryFolder()));
    expect(asked).toEqual([upTo(count)]);
    const columns = Math.sqrt(count);
    expect(sheet.width).toBeGreaterThanOrEqual(columns * side);
    expect(sheet.width).toBeLessThan((columns + 1) * side);
  });

  it('is made once, and kept', async () => {
    const folder = join(temporaryFolder(), 'cache', 'sheets');
    const { asked, render } = greyPictures();
    const first = await modelSheet(render, faces, folder);
    const second = await modelSheet(render, faces, folder);
    expect(asked).toHaveLength(1);
    expect(Buffer.from(second)).toEqual(Buffer.from(first));
    expect(entries(folder)).toEqual([`${faces.card.sha256}.png`]);
  });

  it('is made once for all that ask at once', async () => {
    const folder = temporaryFolder();
    const { asked, render } = greyPictures();
    const sheets = await Promise.all(Array.from({ length: 5 }, () => modelSheet(render, faces, folder)));
    expect(asked).toHaveLength(1);
    expect(new Set(sheets).size).toBe(1);
  });

  it.each([
    ['empty', (png: Buffer) => png.subarray(0, 0)],
    ['cut short', (png: Buffer) => png.subarray(0, png.length >> 1)],
    ['something else', () => Buffer.from('<svg/>')],
  ])('is made again where the kept one is %s', async (_, damage) => {
    const folder = temporaryFolder();
    const { asked, render } = greyPictures();
    const whole = await modelSheet(render, faces, folder);
    const path = join(folder, `${faces.card.sha256}.png`);
    writeFileSync(path, damage(Buffer.from(whole)));
    expect(Buffer.from(await modelSheet(render, faces, folder))).toEqual(Buffer.from(whole));
    expect(asked).toHaveLength(2);
    expect(readFileSync(path)).toEqual(Buffer.from(whole));
  });

  it('comes all the same where it cannot be kept', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { render } = greyPictures();
    await expect(modelSheet(render, faces, join(file, 'sheets'))).resolves.toBeInstanceOf(Uint8Array);
  });

  it('may be asked for again after it failed', async () => {
    const folder = temporaryFolder();
    const failing: RenderSeeds = () => Promise.reject(new Error('the engine died'));
    await expect(modelSheet(failing, faces, folder)).rejects.toThrow('the engine died');
    const { render } = greyPictures();
    await modelSheet(render, faces, folder);
    expect(entries(folder)).toHaveLength(1);
  });
});

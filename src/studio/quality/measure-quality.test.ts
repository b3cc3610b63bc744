import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { EngineClient } from '../../engine/client.ts';
import { entries } from '../../platform/testing/folders.ts';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { findModel } from '../models/library.ts';
import { modelFolders } from '../models/model-folders.ts';
import { encodePng, toPixels } from '../pictures/pixels.ts';
import { generate } from '../rendering/generate.ts';
import { measureQuality, type QualityOptions, type QualityStage } from './measure-quality.ts';
import { readReport } from './quality-reports.ts';

/** With the names of the published network, and random weights. */
const INCEPTION = new URL('../../../test/fixtures/measures/inception-narrow.pth', import.meta.url).pathname;

const model = await findModel('faces', modelFolders('/nonexistent'));
const engine = new EngineClient();
afterAll(() => engine[Symbol.dispose]());

/** A folder with pictures of the model. */
async function picturesOf(seed: string, count: number): Promise<string> {
  const folder = join(temporaryFolder(), 'photographs');
  mkdirSync(folder);
  const files: Promise<void>[] = [];
  await generate(engine, {
    ...{ model, seed: parseSeed(seed), count, device: 'cpu', temperature: { x_T: 1, z: 1 } },
    onPicture: ({ image, recipe }) => {
      const png = encodePng(toPixels(image));
      files.push(png.then((bytes) => writeFileSync(join(folder, `${recipe.seed}.png`), bytes)));
    },
  });
  await Promise.all(files);
  return folder;
}

const measure = (dataFolder: string, data: string, more: Partial<QualityOptions> = {}) =>
  measureQuality(engine, dataFolder, model, {
    ...{ data, pictures: 16, seed: parseSeed('0'), device: 'cpu', inception: INCEPTION },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    ...more,
  });

describe('the quality of a model', () => {
  it('is perfect where the photographs are its own pictures, and is kept', async () => {
    const home = temporaryFolder();
    const stages: QualityStage[] = [];
    const report = await measure(home, await picturesOf('0', 16), {
      onProgress: (stage) => stages.at(-1) === stage || stages.push(stage),
    });
    expect(report).toMatchObject({ pictures: 16, photographs: 16, seed: '0' });
    expect(report.features!.fid).toBeCloseTo(0, 4);
    expect(stages).toEqual(['photographs', 'pictures', 'comparing']);
    await expect(readReport(home, model.card.sha256)).resolves.toEqual(report);
    expect(entries(join(home, 'cache', 'quality'))).toEqual([]);
  });

  it('is worse where the photographs are others', async () => {
    const own = await measure(temporaryFolder(), await picturesOf('100', 16));
    const folder = join(temporaryFolder(), 'noise');
    mkdirSync(folder);
    const side = model.card.architecture.imageSize;
    for (let i = 0; i < 16; i++) {
      const words = randomStream(parseSeed('1'), 'noise', i).uint32s(3 * side ** 2);
      const data = Uint8Array.from(words, (word) => word >>> 24);
      writeFileSync(join(folder, `${i}.png`), await encodePng({ width: side, height: side, data }));
    }
    const noise = await measure(temporaryFolder(), folder);
    expect(noise.swd.value).toBeGreaterThan(1.5 * noise.swd.floor);
    expect(noise.swd.value).toBeGreaterThan(1.5 * own.swd.value);
    expect(noise.features!.fid).toBeGreaterThan(2 * own.features!.fid);
    expect(noise.features!.kid.value).toBeGreaterThan(own.features!.kid.value);
    expect(noise.features!.recall.value).toBeLessThanOrEqual(own.features!.recall.value);
  });

  it('needs no Inception network for details and colours', async () => {
    const report = await measure(temporaryFolder(), await picturesOf('0', 16), {
      inception: undefined,
      pictures: 8,
    });
    expect(report.features).toBeNull();
    expect(report.swd.value).toBeGreaterThan(0);
  });

  it('is refused in words with too few photographs, or a file that is no Inception network', async () => {
    const home = temporaryFolder();
    const few = await picturesOf('0', 4);
    expect((await caught(() => measure(home, few))).message).toMatch(
      /has 4 photographs to compare with; 16 at least/,
    );
    const enough = await picturesOf('0', 16);
    const { code, message } = await caught(() => measure(home, enough, { inception: model.path }));
    expect([code, message]).toEqual([
      'checkpoint-unsupported',
      expect.stringContaining(`${model.path} cannot be used as Inception network.`),
    ]);
    await expect(readReport(home, model.card.sha256)).resolves.toBeUndefined();
  });

  it('keeps the figures on features where a later measure has none', async () => {
    const home = temporaryFolder();
    const photographs = await picturesOf('0', 16);
    const whole = await measure(home, photographs, { pictures: 8 });
    await measure(home, photographs, { pictures: 8, inception: undefined });
    await expect(readReport(home, model.card.sha256)).resolves.toEqual(whole);
  });

  it('gives figures that cannot be kept all the same, and says why', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'quality'), 'in the way');
    const told: string[] = [];
    const report = await measure(home, await picturesOf('0', 16), {
      ...{ pictures: 8, inception: undefined },
      onUnkept: (reason) => told.push(reason),
    });
    expect(report.swd.value).toBeGreaterThan(0);
    expect(told).toEqual([expect.stringMatching(/quality.* cannot be /)]);
  });

  it('removes what a killed measure left, and nothing of one that goes on', async () => {
    const home = temporaryFolder();
    const left = ['old', 'new'].map((name) => join(home, 'cache', 'quality', name));
    for (const folder of left) mkdirSync(folder, { recursive: true });
    utimesSync(left[0]!, 0, 0);
    await measure(home, await picturesOf('0', 16), { pictures: 8, inception: undefined });
    expect(entries(join(home, 'cache', 'quality'))).toEqual(['new']);
  });
});

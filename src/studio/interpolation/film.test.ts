import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allParts, evenStrength } from '../../core/latent/edits.ts';
import {
  driftPath,
  evenDurations,
  keyFramePath,
  type KeyFramePathOptions,
} from '../../core/latent/path/path.ts';
import { EngineClient } from '../../engine/client.ts';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { FilmTarget } from '../../shared/path/film.ts';
import type { LatentPath } from '../../shared/path/latent-path.ts';
import { findModel } from '../models/library.ts';
import { modelFolders } from '../models/model-folders.ts';
import type { RgbPixels } from '../../shared/picture.ts';
import { decodePng, toPixels } from '../pictures/pixels.ts';
import { readRecipe } from '../pictures/recipe-in-png.ts';
import { renderPictures } from '../rendering/render-pictures.ts';
import { reproduce } from '../rendering/reproduce.ts';
import { evenSpeed } from './path/even-speed.ts';
import { makeFilm } from './film.ts';
import { filmAtOnce } from './film-at-once.ts';
import type { FilmOptions } from './film-options.ts';
import { pathServices } from './path-services.ts';
import { pixelChange } from './path/pixel-change.ts';
import { readPath } from './path/read-path.ts';

const folders = modelFolders('/nonexistent');
const model = await findModel('faces', folders);
const { steps, architecture, name, sha256 } = model.card;
const side = architecture.imageSize;
const engine = new EngineClient();
const services = pathServices(engine, folders);
const { signal } = new AbortController();
const onProgress = () => undefined;
afterAll(() => engine[Symbol.dispose]());

const picture = (seed: number) => ({
  model: { name, sha256 },
  steps,
  imageSize: architecture.imageSize,
  seed: String(seed),
  temperature: { x_T: 1, z: 1 },
});

const pathOf = (seeds: readonly number[], frames: number, more: Partial<KeyFramePathOptions> = {}) =>
  keyFramePath(seeds.map(picture), {
    fps: 24,
    durations: evenDurations(frames, seeds.length - (more.loop === true ? 0 : 1)),
    easing: 'linear',
    space: 'z',
    loop: false,
    hold: { unit: 'frames', count: 0 },
    parts: allParts(steps),
    ...more,
  });

const target = (out: string, more: Partial<FilmTarget> = {}): FilmTarget => ({
  ...{ format: 'frames', out, scale: 1, upscale: 'nearest', pingPong: false },
  ...more,
});

async function framesOf(path: LatentPath): Promise<RgbPixels[]> {
  const frames: RgbPixels[] = [];
  const options = { path, target: target('nowhere'), device: 'cpu', signal, onProgress } as const;
  await makeFilm(services, { ...options, folder: temporaryFolder() }, async ({ order, original }) => {
    for (const picture of order) frames.push(await original(picture));
    return 0;
  });
  return frames.map(({ data, ...size }) => ({ ...size, data: new Uint8Array(data) }));
}

async function plainPictures(seeds: readonly number[]): Promise<RgbPixels[]> {
  const made: RgbPixels[] = [];
  await renderPictures(engine, {
    pictures: seeds.map((seed, index) => ({
      ...{ model, recipe: picture(seed) },
      onPicture: ({ image }) => (made[index] = toPixels(image)),
    })),
    ...{ steps, device: 'cpu' },
  });
  return made;
}

const film = (
  path: LatentPath,
  out: string,
  more: Partial<FilmTarget> = {},
  options: Partial<FilmOptions> = {},
) =>
  filmAtOnce(services, {
    ...{ path, target: target(out, more), device: 'cpu', signal, onProgress },
    ...options,
  });

function roughness(frames: readonly RgbPixels[]): number {
  const changes = frames.slice(1).map((frame, i) => pixelChange(frames[i]!, frame));
  return Math.max(...changes) / changes.toSorted((a, b) => a - b)[changes.length >> 1]!;
}

describe('the frames of a path', () => {
  it.each(['linear', 'smooth', 'catmull-rom'] as const)(
    'are the pictures of the key frames at these, to the pixel: %s',
    async (easing) => {
      const frames = await framesOf(pathOf([1, 2, 3], 8, { easing, hold: { unit: 'frames', count: 1 } }));
      expect(frames).toHaveLength(12);
      const [a, b, c] = await plainPictures([1, 2, 3]);
      expect([frames[0], frames[1], frames[5], frames[6], frames[10], frames[11]]).toEqual([
        a,
        a,
        b,
        b,
        c,
        c,
      ]);
      expect(frames[3]).not.toEqual(a);
    },
  );

  it.each(['w-linear', 'w-spherical'] as const)('come near the key frames through w: %s', async (space) => {
    const frames = await framesOf(pathOf([1, 2], 40, { space }));
    const [a, b] = await plainPictures([1, 2]);
    expect([frames[0], frames[40]]).toEqual([a, b]);
    const whole = pixelChange(a!, b!);
    expect(pixelChange(a!, frames[1]!)).toBeLessThan(0.2 * whole);
    expect(pixelChange(frames[39]!, b!)).toBeLessThan(0.2 * whole);
  });

  it('change evenly where that is asked', async () => {
    for (const seeds of [
      [1002, 1003],
      [1012, 1013],
    ]) {
      const path = pathOf(seeds, 40);
      const even = await framesOf(await evenSpeed(services, path, { device: 'cpu', signal }));
      expect(even).toHaveLength(41);
      expect([even[0], even[40]]).toEqual(await plainPictures(seeds));
      expect(roughness(even)).toBeLessThan(3);
    }
  });

  it('are refused where their model is not here', async () => {
    const path = { ...pathOf([1, 2], 4), model: { name: 'cats', sha256: '0'.repeat(64) } };
    expect(await caught(() => film(path, join(temporaryFolder(), 'x')))).toMatchObject({
      code: 'model-unknown',
      message: 'The model cats that the path leads through is not in the library: import it first.',
    });
  });
});

describe('a film', () => {
  it('is a folder of frames, each with a recipe that makes it again', async () => {
    const out = join(temporaryFolder(), 'films', 'frames');
    const path = pathOf([1, 2], 3, { easing: 'catmull-rom' });
    expect(await film(path, out, { pingPong: true })).toMatchObject({
      file: out,
      frames: 6,
      side,
    });
    const names = [0, 1, 2, 3, 4, 5].map((k) => `frame-0000${k}.png`);
    expect(readdirSync(out).sort()).toEqual([...names, 'path.json']);
    expect(await readPath(join(out, 'path.json'))).toEqual(path);
    const bytes = names.map((file) => readFileSync(join(out, file)));
    expect([bytes[4], bytes[5]]).toEqual([bytes[2], bytes[1]]);
    expect(readRecipe(bytes[0]!)).toMatchObject({ version: 1, seed: '1' });
    expect(readRecipe(bytes[2]!)).toMatchObject({ version: 2, edits: [{ kind: 'curve' }] });
    expect(await reproduce(engine, join(out, names[2]!), { device: 'cpu', folders })).toMatchObject({
      same: true,
    });
    expect(await caught(() => film(path, out))).toMatchObject({ code: 'file' });
    expect(readdirSync(join(out, '..'))).toEqual(['frames']);
  });

  it.each(['gif', 'webp', 'apng', 'png'] as const)('carries its path: %s', async (extension) => {
    const out = join(temporaryFolder(), `film.${extension}`);
    const path = driftPath(picture(3), {
      ...{ fps: 20, seed: '7', strength: evenStrength(steps, 0.2) },
      duration: { unit: 'seconds', count: 0.25 },
    });
    const format = extension === 'png' ? 'sheet' : extension;
    expect(await film(path, out, { format, scale: 2 })).toMatchObject({
      frames: 5,
      side: 2 * side,
    });
    expect(await readPath(out)).toEqual(path);
    expect(readdirSync(join(out, '..'))).toEqual([`film.${extension}`]);
    const again = join(temporaryFolder(), `again.${extension}`);
    await film(await readPath(out), again, { format, scale: 2 });
    expect(readFileSync(again)).toEqual(readFileSync(out));
    if (extension === 'png')
      expect(await decodePng(readFileSync(out))).toMatchObject({ width: 6 * side, height: 4 * side });
  });

  it.each(['frames', 'gif', 'apng'] as const)('leaves nothing when it is cancelled: %s', async (format) => {
    const folder = temporaryFolder();
    const out = join(folder, 'film');
    const abort = new AbortController();
    const cancelled = film(
      pathOf([1, 2], 5000),
      out,
      { format },
      { signal: abort.signal, onProgress: (done) => done > 20 && abort.abort() },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps what was there before until it is whole', async () => {
    const out = join(temporaryFolder(), 'film.gif');
    writeFileSync(out, 'old');
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    await expect(film(pathOf([1, 2], 500), out, { format: 'gif' }, options)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(readFileSync(out, 'utf8')).toBe('old');
  });

  it.each([
    ['more frames a second than a GIF shows', { format: 'gif' }, { fps: 60 }, /50 frames a second/],
    ['a loop forth and back', { pingPong: true }, { loop: true }, /already comes back/],
    ['a sheet too wide', { format: 'sheet', scale: 400 }, {}, /pixels wide/],
    ['frames too many for memory', { format: 'webp', scale: 100 }, {}, /too much for one webp/],
    ['a video', { format: 'mp4' }, {}, /encoded by a window/],
  ] as const)('is refused before anything is computed: %s', async (_, options, more, words) => {
    const out = join(temporaryFolder(), 'film');
    expect(await caught(() => film(pathOf([1, 2], 8, more), out, options))).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(words) as string,
    });
    expect(existsSync(out)).toBe(false);
  });
});

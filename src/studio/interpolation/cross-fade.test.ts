/** Films between models, on a real engine and tiny models. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evenDurations, keyFramePath, type KeyFramePathOptions } from '../../core/latent/path/path.ts';
import { EngineClient } from '../../engine/client.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { KeyFramePath } from '../../shared/path/latent-path.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { RgbPixels } from '../../shared/picture.ts';
import { decodePng, toPixels } from '../pictures/pixels.ts';
import { readRecipe } from '../pictures/recipe-in-png.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { renderPictures } from '../rendering/render-pictures.ts';
import type { ModelRecipe } from '../rendering/wanted-picture.ts';
import { reproduce } from '../rendering/reproduce.ts';
import { withTinyModel } from '../testing/films.ts';
import { recipe } from '../testing/requests.ts';
import { tinyArchitecture } from '../testing/tiny-checkpoint.ts';
import { evenSpeed } from './path/even-speed.ts';
import { makeFilm } from './film.ts';
import { filmAtOnce } from './film-at-once.ts';
import { type PathServices, pathServices } from './path-services.ts';
import { writeFilm } from './encoders/write-film.ts';

const engine = new EngineClient();
const { signal } = new AbortController();
afterAll(() => engine[Symbol.dispose]());

async function setUp() {
  const home = temporaryFolder();
  const folders = { bundled: join(home, 'models'), imported: join(home, 'models') };
  return {
    ...{ home, folders, services: pathServices(engine, folders) },
    faces: await withTinyModel(home, 'faces', { value: 0.1 }),
    cats: await withTinyModel(home, 'cats', { value: 0.15 }),
  };
}

const picture = ({ card }: Model, seed: number) => ({
  model: { name: card.name, sha256: card.sha256 },
  steps: card.steps,
  imageSize: card.architecture.imageSize,
  ...recipe(seed),
});

/** Through pictures of the models given, whose seeds are 1, 2, ... */
const pathOf = (models: readonly Model[], frames: number, more: Partial<KeyFramePathOptions> = {}) =>
  keyFramePath(
    models.map((model, i) => picture(model, i + 1)),
    {
      ...{ fps: 24, easing: 'linear', space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
      durations: evenDurations(frames * (models.length - 1), models.length - 1),
      ...more,
    },
  );

async function filmOf(services: PathServices, path: KeyFramePath) {
  const out = join(temporaryFolder(), 'film');
  const target = { format: 'frames', out, scale: 1, upscale: 'nearest', pingPong: false } as const;
  await filmAtOnce(services, { path, target, device: 'cpu', signal, onProgress: () => undefined });
  const files = readdirSync(out).filter((file) => file.endsWith('.png'));
  return files.sort().map((file) => join(out, file));
}

async function made(
  recipes: readonly LatentRecipe[],
  models: Pick<ModelRecipe, 'model' | 'towards'>,
): Promise<RgbPixels[]> {
  const pixels: RgbPixels[] = [];
  const pictures = recipes.map((each, index) => ({
    ...{ ...models, recipe: each },
    onPicture: ({ image }: GeneratedPicture) => (pixels[index] = toPixels(image)),
  }));
  await renderPictures(engine, { pictures, steps: 2, device: 'cpu' });
  return pixels;
}

const plain = async (model: Model, seed: number) => (await made([recipe(seed)], { model }))[0]!;

const pixels = async (file: string) => new Uint8Array((await decodePng(readFileSync(file))).data);

describe('a film between models', () => {
  it.each([
    ['z', 'linear'],
    ['z', 'catmull-rom'],
    ['w-linear', 'smooth'],
    ['w-spherical', 'linear'],
  ] as const)(
    'shows key frames as they are, to the pixel, and others between: %s, %s',
    async (space, easing) => {
      const { faces, cats, services, folders } = await setUp();
      const path = pathOf([faces, cats, faces], 4, { space, easing });
      const files = await filmOf(services, path);
      expect(files).toHaveLength(9);
      const ends = [plain(faces, 1), plain(cats, 2), plain(faces, 3)];
      for (const [i, end] of ends.entries()) {
        expect(await pixels(files[4 * i]!)).toEqual(new Uint8Array((await end).data));
      }
      const all = await Promise.all(files.map(pixels));
      expect(new Set(all.map((data) => Buffer.from(data).toString('base64'))).size).toBe(9);
      expect(readRecipe(readFileSync(files[4]!))).toMatchObject({ version: 1, model: { name: 'cats' } });
      expect(readRecipe(readFileSync(files[2]!))).toMatchObject({
        ...{ version: 3, model: { name: 'faces' }, fade: { model: { name: 'cats' }, amount: 0.5 } },
      });
      const again = await reproduce(engine, files[5]!, { device: 'cpu', folders });
      expect(again).toMatchObject({ same: true, recipe: { model: { name: 'cats' } } });
    },
  );

  it('has pictures that do not depend on those that are computed with them', async () => {
    const { faces, cats } = await setUp();
    const { name, sha256 } = cats.card;
    const pictures = [0.25, 0.25, 0.75, 0.5, 0.5, 0.5].map((amount, i) => ({
      ...recipe(i),
      fade: { model: { name, sha256 }, amount },
    }));
    const together = await made(pictures, { model: faces, towards: cats });
    for (const [i, picture] of pictures.entries()) {
      expect(await made([picture], { model: faces, towards: cats })).toEqual([together[i]]);
    }
  });

  it('fades where nothing else moves, and does so evenly where that is asked', async () => {
    const { faces, cats, services } = await setUp();
    const path = pathOf([faces, cats], 8, { parts: { x_T: false, z: [], noise: [] } });
    const even = await evenSpeed(services, path, { device: 'cpu', signal });
    expect(even.segments[0]!.pace!.length).toBeGreaterThan(2);
    const files = await filmOf(services, even);
    expect(new Set((await Promise.all(files.map(pixels))).map(String)).size).toBe(9);
  });

  it('goes on from kept frames to the same film, byte for byte', async () => {
    const { faces, cats, services, home } = await setUp();
    const path = pathOf([faces, cats, faces], 60, { easing: 'catmull-rom', space: 'w-linear' });
    const whole = await filmOf(services, path);
    const out = join(temporaryFolder(), 'film');
    const folder = join(home, 'kept');
    mkdirSync(folder);
    const target = { format: 'frames', out, scale: 1, upscale: 'nearest', pingPong: false } as const;
    let first: number | undefined;
    const attempt = (until: number) => {
      const abort = new AbortController();
      const onProgress = (done: number) => {
        first ??= done;
        if (done >= until) abort.abort();
      };
      const options = { path, target, folder, device: 'cpu', signal: abort.signal, onProgress } as const;
      return makeFilm(services, options, (source) => writeFilm(source, 'frames', out));
    };
    await expect(attempt(70)).rejects.toMatchObject({ code: 'cancelled' });
    first = undefined;
    await attempt(Infinity);
    expect(first).toBeGreaterThanOrEqual(70);
    for (const file of whole) expect(readFileSync(join(out, basename(file)))).toEqual(readFileSync(file));
  });

  it('is refused where a model is absent, or built otherwise, with a word why', async () => {
    const { faces, cats, services, home } = await setUp();
    const large = await withTinyModel(home, 'large', { architecture: { ...tinyArchitecture, nz: 8 } });
    const slow = await withTinyModel(home, 'slow', { steps: 4 });
    await expect(filmOf(services, pathOf([faces, large], 4))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('large and faces are built differently (nz: 8 and 4)') as string,
    });
    const atTwo = { ...slow, card: { ...slow.card, steps: 2 } };
    await expect(filmOf(services, pathOf([faces, atTwo], 4))).rejects.toMatchObject({
      message: expect.stringContaining('slow has T = 4 and faces T = 2') as string,
    });
    const gone = { ...cats, card: { ...cats.card, name: 'dogs', sha256: 'd'.repeat(64) } };
    await expect(filmOf(services, pathOf([faces, gone], 4))).rejects.toMatchObject({
      ...{ code: 'model-unknown' },
      message: 'The model dogs that the path leads through is not in the library: import it first.',
    });
  });
});

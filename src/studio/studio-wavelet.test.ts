/** A model of the wavelet family wherever pictures are made and shown, on a real engine. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allParts, blended, evenStrength, mixed, movedAlong, varied } from '../core/latent/edits.ts';
import { keyFramePath } from '../core/latent/path/path.ts';
import { EngineClient } from '../engine/client.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { imageUrl, type Picture, type Pixels } from '../shared/picture.ts';
import type { LatentRecipe } from '../shared/recipe/recipe.ts';
import { modelFolders } from './models/model-folders.ts';
import { decodePng, withoutAlpha } from './pictures/pixels.ts';
import { reproduce } from './rendering/reproduce.ts';
import { withTinyModel } from './testing/films.ts';
import { begun, recipe, rendered, settled, view } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';
import { tinyWavelet } from './testing/tiny-checkpoint.ts';

const SIDE = tinyWavelet.imageSize;

async function setUp() {
  const data = temporaryFolder();
  const imported = (name: string, value: number, architecture = tinyWavelet) =>
    withTinyModel(data, name, { architecture, value });
  const waves = await imported('waves', 0.1);
  const others = {
    swell: await imported('swell', 0.15),
    crossed: await imported('crossed', 0.1, {
      ...tinyWavelet,
      wavelet: { ...tinyWavelet.wavelet!, bandOrder: 'height_first' },
    }),
    pixels: await withTinyModel(data, 'pixels'),
  };
  const studio = await testStudio(data);
  const picturesOf = (pictures: readonly LatentRecipe[], model = 'waves') =>
    rendered(studio.client, { ...view(pictures), model });
  return {
    ...{ data, waves, others, picturesOf, ...studio },
    [Symbol.asyncDispose]: () => studio[Symbol.asyncDispose](),
  };
}

it('shows pictures, and no coefficients, after every denoising step', async () => {
  await using running = await setUp();
  const previews: Pixels[] = [];
  const params = { ...view([recipe(1)]), model: 'waves', previews: true };
  let picture: Picture | undefined;
  await running.client.request('pictures.render', params, (told) => {
    if (told.kind === 'preview') previews.push(told.pixels);
    else picture = told.picture;
  });
  expect(previews.map(({ width, height }) => [width, height])).toEqual([
    [SIDE, SIDE],
    [SIDE, SIDE],
  ]);
  // Nothing is added after the last step.
  expect(previews[1]!.rgba).toEqual(picture!.rgba);
  expect(previews[0]!.rgba).not.toEqual(picture!.rgba);
});

it('changes its pictures by every edit of Explore', async () => {
  await using running = await setUp();
  const { principal } = await running.client.request('directions.load', { model: 'waves' });
  const [plain, other, parts] = [recipe(1), recipe(2), allParts(2)];
  const pictures = await running.picturesOf([
    plain,
    other,
    varied(plain, '9', evenStrength(2, 0.5)),
    blended(plain, [other], [0.5, 0.5], parts),
    mixed(plain, other, { ...parts, z: [], noise: [] }),
    movedAlong(plain, { name: 'first', vector: principal[0]!.vector }, [50, 50]),
  ]);
  const different = new Set(pictures.map(({ rgba }) => Buffer.from(rgba).toString('base64')));
  expect(different.size).toBe(pictures.length);
});

it('keeps a picture that is reproduced, with a thumbnail, and has a sample sheet', async () => {
  await using running = await setUp();
  const { studio, client, data, waves } = running;
  const [picture] = await running.picturesOf([varied(recipe(1), '9', evenStrength(2, 0.5))]);
  const { id } = await client.request('gallery.keep', { recipe: picture!.recipe, favourite: false });
  const kept = await studio.image(imageUrl.picture(id));
  await expect(decodePng(kept!.bytes)).resolves.toMatchObject({
    data: Buffer.from(withoutAlpha(picture!).data),
  });
  expect((await studio.image(imageUrl.thumb(id, 256)))?.type).toBe('image/webp');
  const file = join(data, 'kept.png');
  writeFileSync(file, kept!.bytes);
  using engine = new EngineClient();
  const again = await reproduce(engine, file, { device: 'cpu', folders: modelFolders(data) });
  expect(again).toMatchObject({ same: true, width: SIDE, height: SIDE });

  const sheet = await studio.image(imageUrl.sheet(waves.card.sha256));
  // Four in a row, with gaps.
  expect((await decodePng(sheet!.bytes)).width).toBeGreaterThan(4 * SIDE);
});

it('fades into a model of its own order of bands, and into no other', async () => {
  await using running = await setUp();
  const { others, client, data, waves } = running;
  const into = ({ card: { name, sha256 } }: typeof waves) => ({
    ...recipe(1),
    fade: { model: { name, sha256 }, amount: 0.5 },
  });
  const [plain, faded] = await running.picturesOf([recipe(1), into(others.swell)]);
  expect(faded!.rgba).not.toEqual(plain!.rgba);
  await expect(running.picturesOf([into(others.crossed)])).rejects.toThrow('(family: wavelet, height first,');
  await expect(running.picturesOf([into(others.pixels)])).rejects.toThrow('(family: pixels and wavelet,');

  const keyFrames = [waves, others.swell].map(({ card: { name, sha256, steps } }, i) => ({
    ...{ model: { name, sha256 }, steps, imageSize: SIDE },
    ...recipe(i + 1),
  }));
  const path = keyFramePath(keyFrames, {
    ...{ fps: 24, easing: 'linear', space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
    durations: [{ unit: 'frames', count: 4 }],
  });
  const target = {
    format: 'gif',
    out: join(data, 'film.gif'),
    scale: 1,
    upscale: 'nearest',
    pingPong: false,
  } as const;
  const id = await begun(client, { kind: 'render-film', path, device: 'cpu', target });
  expect((await settled(client, id)).state).toMatchObject({ status: 'done', result: { frames: 5 } });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allParts,
  blended,
  evenStrength,
  mixed,
  movedAlong,
  truncated,
  varied,
} from '../../core/latent/edits.ts';
import { EngineClient } from '../../engine/client.ts';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { findModel } from '../models/library.ts';
import { modelFolders } from '../models/model-folders.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import { type GeneratedPicture, writePicture } from '../pictures/write.ts';
import { renderPictures, type RenderOptions } from './render-pictures.ts';
import { reproduce } from './reproduce.ts';

const folders = modelFolders('/nonexistent');
const model = await findModel('faces', folders);
const { steps, architecture } = model.card;
const { imageSize, numChannels, zEmbDim } = architecture;

const a: LatentRecipe = { seed: '1', temperature: { x_T: 1, z: 1 } };
const b: LatentRecipe = { seed: '2', temperature: { x_T: 0.9, z: 1 } };
const all = allParts(steps);
const each = (value: number) => Array<number>(steps).fill(value);
const vector = floatsToBase64(Float32Array.from({ length: zEmbDim }, (_, k) => Math.sin(k) / 4));
const edited: Readonly<Record<string, LatentRecipe>> = {
  variation: varied(a, '7', evenStrength(steps, 0.3)),
  blend: blended(a, [b], [0.5, 0.5], all),
  mix: mixed(a, b, { x_T: false, z: all.z, noise: [] }),
  direction: movedAlong(a, { name: 'a wave', vector }, each(1)),
  truncation: truncated(a, vector, each(0.5)),
  'all of them': truncated(
    movedAlong(
      mixed(blended(varied(a, '7', evenStrength(steps, 0.3)), [b], [2, -1], all), b, {
        ...all,
        x_T: false,
      }),
      { name: 'a wave', vector },
      each(-1),
    ),
    vector,
    each(0.8),
  ),
};

let folder: string;
let engine: EngineClient;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trilemma-render-'));
  engine = new EngineClient();
});
afterAll(() => {
  engine[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

interface Options extends Partial<Omit<RenderOptions, 'pictures'>> {
  readonly onStep?: (index: number, step: number, x_0: NetworkPicture | undefined) => void;
}

async function rendered(recipes: readonly LatentRecipe[], { onStep, ...more }: Options = {}) {
  const made: GeneratedPicture[] = [];
  const pictures = recipes.map((recipe, index) => ({
    model,
    recipe,
    onStep: (step: number, x_0: NetworkPicture | undefined) => onStep?.(index, step, x_0),
    onPicture: (picture: GeneratedPicture) => (made[index] = picture),
  }));
  await renderPictures(engine, { steps, pictures, device: 'cpu', ...more });
  return made;
}

describe('renderPictures', () => {
  it('gives each picture with its recipe, of version 1 where there are no edits', async () => {
    const made = await rendered([a, edited.mix!, { ...b, edits: [] }], { batch: 2 });
    expect(made.map(({ recipe }) => recipe)).toMatchObject([
      { version: 1, ...a, steps, imageSize },
      { version: 2, ...edited.mix, model: { name: 'faces', sha256: model.card.sha256 } },
      { version: 1, ...b, madeWith: { provider: 'cpu' } },
    ]);
    expect(made.map(({ recipe }) => 'edits' in recipe)).toEqual([false, true, false]);
  });

  it('makes the same pixels of recipes that come to the same latents', async () => {
    const [own, other, ...again] = await rendered([
      a,
      b,
      mixed(a, b, all),
      blended(a, [b], [0, 1], all),
      movedAlong(b, { name: 'nowhere', vector }, each(0)),
    ]);
    for (const { image } of again) expect(image).toEqual(other!.image);
    expect(own!.image).not.toEqual(other!.image);
  });

  it('tells of every step, with what the network takes the picture for where that is asked', async () => {
    const reported: [index: number, step: number][] = [];
    await rendered([a, b, edited.blend!], {
      batch: 2,
      previews: true,
      onStep: (index, step, x_0) => {
        reported.push([index, step]);
        expect(x_0).toMatchObject({ channels: numChannels, width: imageSize, height: imageSize });
      },
    });
    const all = Array.from({ length: steps }, (_, i) => i + 1);
    expect(reported).toEqual([
      ...all.flatMap((step) => [
        [0, step],
        [1, step],
      ]),
      ...all.map((step) => [2, step]),
    ]);
    await rendered([a], { onStep: (_index, _step, x_0) => expect(x_0).toBeUndefined() });
  });

  it('ends with what a callback throws', async () => {
    const onStep = () => {
      throw new Error('no room');
    };
    await expect(rendered([a], { onStep })).rejects.toThrow('no room');
  });

  it('is cancelled by its signal', async () => {
    const abort = new AbortController();
    const pictures = Array<LatentRecipe>(500).fill(edited.blend!);
    const cancelled = rendered(pictures, { batch: 1, signal: abort.signal, onStep: () => abort.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('reproduce', () => {
  it.each(Object.entries(edited))('makes the same pixels from the recipe of: %s', async (name, recipe) => {
    const [picture] = await rendered([recipe]);
    const file = await writePicture(join(folder, `${name}.png`), picture!);
    const again = await reproduce(engine, file, { device: 'cpu', folders });
    expect(again).toMatchObject({ same: true, recipe: { version: 2, ...recipe } });
    const [plain] = await rendered([a]);
    expect(picture!.image).not.toEqual(plain!.image);
  });
});

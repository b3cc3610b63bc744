/** Paths between models as an interface has them, on a real engine and tiny models. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { latentRecipe } from '../core/latent/edits.ts';
import { keyFramePath } from '../core/latent/path/path.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import type { KeyFramePath } from '../shared/path/latent-path.ts';
import type { Model } from '../shared/models/model-card.ts';
import type { Picture } from '../shared/picture.ts';
import type { ContractClient } from './testing/contract-client.ts';
import { withTinyModel } from './testing/films.ts';
import { observedEngine } from './testing/observed-engine.ts';
import { begun, recipe, rendered, settled, view } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';

async function setUp() {
  const data = temporaryFolder();
  const dawn = await withTinyModel(data, 'dawn', { value: 0.1 });
  const dusk = await withTinyModel(data, 'dusk', { value: 0.15 });
  const observed = observedEngine();
  const studio = await testStudio(data, observed.start);
  return {
    ...{ data, dusk, observed, client: studio.client, path: pathBetween(dawn, dusk) },
    [Symbol.asyncDispose]: () => studio[Symbol.asyncDispose](),
  };
}

function pathBetween(...models: readonly Model[]): KeyFramePath {
  const pictures = models.map(({ card: { name, sha256, steps, architecture } }, i) => ({
    ...{ model: { name, sha256 }, steps, imageSize: architecture.imageSize },
    ...recipe(i + 1),
  }));
  return keyFramePath(pictures, {
    ...{ fps: 24, easing: 'linear', space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
    durations: [{ unit: 'frames', count: 8 }],
  });
}

async function framesAt(client: ContractClient, path: KeyFramePath, frames: readonly number[]) {
  const told = new Map<number, Picture>();
  await client.request(
    'paths.render',
    { path, frames, device: 'cpu', priority: 'preview' },
    ({ frame, picture }) => told.set(frame, picture),
  );
  return told;
}

describe('a path between models', () => {
  it('has frames in any order, its ends as pictures of each model; a second time from memory', async () => {
    await using studio = await setUp();
    const { client, path, observed } = studio;
    const told = await framesAt(client, path, [4, 0, 8, 2, 6]);
    expect([...told.keys()]).toEqual([4, 0, 8, 2, 6]);
    const [first] = await rendered(client, { ...view([recipe(1)]), model: 'dawn' });
    const [last] = await rendered(client, { ...view([recipe(2)]), model: 'dusk' });
    expect([told.get(0), told.get(8)]).toEqual([first, last]);
    const asked = observed.asked.length;
    expect(await framesAt(client, path, [8, 6, 4, 2, 0])).toEqual(told);
    expect(observed.asked).toHaveLength(asked);
  });

  it('gives pictures that are made again like others, and not without their fade', async () => {
    await using studio = await setUp();
    const { client, path } = studio;
    const middle = (await framesAt(client, path, [4])).get(4)!;
    expect(middle.recipe).toMatchObject({ version: 3, fade: { model: { name: 'dusk' }, amount: 0.5 } });
    const [again] = await rendered(client, { ...view([latentRecipe(middle.recipe)]), model: 'dawn' });
    expect(again).toEqual(middle);
    const { fade, ...plain } = latentRecipe(middle.recipe);
    const [other] = await rendered(client, { ...view([plain]), model: 'dawn' });
    expect(fade).toBeDefined();
    expect(other!.rgba).not.toEqual(middle.rgba);
  });

  it('has no pictures without both models, or where these are built differently', async () => {
    await using studio = await setUp();
    const { client, data } = studio;
    const night = await withTinyModel(data, 'night', { steps: 4 });
    const into = (name: string, sha256: string) => ({
      ...view([{ ...recipe(1), fade: { model: { name, sha256 }, amount: 0.5 } }]),
      model: 'dawn',
    });
    await expect(rendered(client, into('gone', 'e'.repeat(64)))).rejects.toMatchObject({
      code: 'model-unknown',
      message: 'The model gone that the picture fades into is not in the library: import it first.',
    });
    await expect(rendered(client, into('night', night.card.sha256))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('night has T = 4 and dawn T = 2') as string,
    });
  });

  it('is a film as a job is', async () => {
    await using studio = await setUp();
    const { client, path, data } = studio;
    const out = join(data, 'film.gif');
    const target = { format: 'gif', out, scale: 1, upscale: 'nearest', pingPong: true } as const;
    const id = await begun(client, { kind: 'render-film', path, device: 'cpu', target });
    expect((await settled(client, id)).state).toMatchObject({ status: 'done', result: { frames: 16 } });
  });

  it('is saved, listed with the models of its key frames, and says which one is gone', async () => {
    await using studio = await setUp();
    const { client, path, dusk } = studio;
    const { id } = await client.request('projects.create', { name: 'Dusk', path });
    await expect(client.request('projects.load', { id })).resolves.toMatchObject({ path });
    const { name, sha256 } = dusk.card;
    await expect(client.request('projects.list', {})).resolves.toMatchObject([
      { model: path.model, keyFrames: [recipe(1), { ...recipe(2), model: { name, sha256 } }] },
    ]);
    rmSync(dirname(dusk.path), { recursive: true });
    await expect(framesAt(client, path, [0])).rejects.toMatchObject({
      code: 'model-unknown',
      message: 'The model dusk that the path leads through is not in the library: import it first.',
    });
  });
});

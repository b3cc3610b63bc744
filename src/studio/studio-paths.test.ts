/** Frames of paths and projects as an interface has them, on real engines and the bundled model. */
import { describe, expect, it } from 'vitest';
import { keyFramePath } from '../core/latent/path/path.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import type { RenderFramesParams } from '../shared/contract/film-requests.ts';
import type { KeyFramePath } from '../shared/path/latent-path.ts';
import type { Picture } from '../shared/picture.ts';
import type { ContractClient } from './testing/contract-client.ts';
import { observedEngine } from './testing/observed-engine.ts';
import { recipe, rendered, view } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';

async function pathOf(client: ContractClient, more: Partial<KeyFramePath> = {}): Promise<KeyFramePath> {
  const { models } = await client.request('models.list', {});
  const { name, sha256, steps, architecture } = models.find(({ card }) => card.name === 'faces')!.card;
  const base = { model: { name, sha256 }, steps, imageSize: architecture.imageSize };
  const path = keyFramePath(
    [1, 2].map((seed) => ({ ...base, ...recipe(seed) })),
    {
      ...{ fps: 24, easing: 'linear', space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
      durations: [{ unit: 'frames', count: 8 }],
    },
  );
  return { ...path, ...more };
}

async function framesAt(client: ContractClient, params: Partial<RenderFramesParams>) {
  const told: { frame: number; picture: Picture }[] = [];
  const path = params.path ?? (await pathOf(client));
  await client.request(
    'paths.render',
    { frames: [0], device: 'cpu', priority: 'preview', ...params, path },
    (value) => told.push(value),
  );
  return told;
}

describe('frames of paths', () => {
  it('are told each, those at key frames as the pictures themselves; a second time from memory', async () => {
    const observed = observedEngine();
    await using running = await testStudio(temporaryFolder(), observed.start);
    const { client } = running;
    const frames = [0, 3, 8];
    const told = await framesAt(client, { frames });
    expect(told.map(({ frame }) => frame)).toEqual(frames);
    const [first, second] = await rendered(client, view([recipe(1), recipe(2)]));
    expect([told[0]!.picture, told[2]!.picture]).toEqual([first, second]);
    expect(told[1]!.picture.recipe.edits).toMatchObject([{ kind: 'curve' }]);
    const asked = observed.asked.length;
    await expect(framesAt(client, { frames })).resolves.toEqual(told);
    expect(observed.asked).toHaveLength(asked);
  });

  it('through w need it computed once', async () => {
    const observed = observedEngine();
    await using running = await testStudio(temporaryFolder(), observed.start);
    const { client } = running;
    const path = await pathOf(client, { space: 'w-linear' });
    for (const frame of [1, 2, 3]) await framesAt(client, { path, frames: [frame] });
    await framesAt(client, { path: { ...path, fps: 12 }, frames: [4] });
    const methods = observed.asked.flatMap((message) => (message.kind === 'request' ? [message.method] : []));
    expect(methods.filter((method) => method === 'encodeW')).toHaveLength(1);
  });

  it('are refused with a word why: beyond the end, and of a model that is not here', async () => {
    await using running = await testStudio(temporaryFolder());
    const { client } = running;
    await expect(framesAt(client, { frames: [8, 9] })).rejects.toThrow('there is no frame 9');
    const path = await pathOf(client, { model: { name: 'cats', sha256: '0'.repeat(64) } });
    await expect(framesAt(client, { path })).rejects.toMatchObject({
      code: 'model-unknown',
      message: expect.stringContaining('The model cats') as string,
    });
    const large = await pathOf(client, { imageSize: 4096 });
    await expect(framesAt(client, { path: large })).rejects.toMatchObject({ code: 'recipe-invalid' });
  });

  it('are spread evenly where that is asked', async () => {
    await using running = await testStudio(temporaryFolder());
    const { client } = running;
    const told: { done: number; total: number }[] = [];
    const path = await pathOf(client);
    const even = await client.request('paths.even', { path, device: 'cpu' }, (value) => told.push(value));
    if (even.kind !== 'key-frames') throw new Error('it has become another path');
    expect(even.segments[0]!.pace).toHaveLength(11);
    expect({ ...even, segments: path.segments }).toEqual(path);
    expect(told.at(-1)).toEqual({ done: 11, total: 11 });
  });
});

describe('projects', () => {
  it('are told of to every interface, and outlive the studio', async () => {
    const folder = temporaryFolder();
    let id: number;
    {
      await using running = await testStudio(folder);
      const { client } = running;
      const other = running.connect();
      const path = await pathOf(client);
      ({ id } = await client.request('projects.create', { name: ' Faces ', path: null }));
      await client.request('projects.save', { id, path });
      await client.request('projects.keepVersion', { id, name: 'First' });
      expect(other.events('projects-changed')).toHaveLength(3);
    }
    await using running = await testStudio(folder);
    const { client } = running;
    await expect(client.request('projects.load', { id })).resolves.toMatchObject({
      name: 'Faces',
      path: await pathOf(client),
      versions: [{ name: 'First' }],
    });
    await client.request('projects.remove', { id });
    await expect(client.request('projects.list', {})).resolves.toEqual([]);
    await client.request('projects.restore', { id });
    await expect(client.request('projects.list', {})).resolves.toMatchObject([{ id, frames: 9 }]);
  });
});

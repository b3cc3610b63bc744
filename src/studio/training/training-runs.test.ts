/** Training runs as an interface has them, on real engines. */
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { imageUrl } from '../../shared/picture.ts';
import { testStudio } from '../testing/test-studio.ts';
import { folderOfPictures, tinySpec } from './testing/training-dependencies.ts';

describe('a training run', () => {
  it('goes from a folder of pictures to a model that makes pictures', async () => {
    const folder = temporaryFolder();
    await using running = await testStudio(`${folder}/data`);
    const { client, studio } = running;
    const data = await folderOfPictures(folder, 6);
    const ended = client.next(
      'training',
      ({ state }) => state.status === 'done' || state.status === 'failed',
    );
    const { id } = await client.request('training.start', {
      ...tinySpec(data),
      base: { kind: 'scratch', config: 'tiny-32' },
    });
    expect((await ended).state).toEqual({ status: 'done' });

    const [run] = await client.request('training.list', {});
    expect(run).toMatchObject({ id, step: 4, checkpoints: [2, 4], samples: [0, 2, 4], imageSize: 32 });
    expect(run!.data).toMatchObject({ pictures: 6, refused: { broken: 0, duplicate: 0 } });
    const metrics = await client.request('training.metrics', { id, afterStep: 1 });
    expect(metrics.map(({ step, r1 }) => [step, r1 === null])).toEqual([
      [2, true],
      [3, false],
      [4, true],
    ]);
    expect(client.events('training-metrics').flatMap(({ metrics: told }) => told)).toHaveLength(4);
    const sheet = await studio.image(imageUrl.trainingSamples(id, 2));
    expect(sheet?.type).toBe('image/png');
    await expect(studio.image(imageUrl.trainingSamples(id, 3))).resolves.toBeUndefined();

    const { model } = await client.request('training.keep', { id, step: 4, name: 'mine' });
    expect(model).toBe('mine');
    const pictures = { seed: '1', temperature: { x_T: 1, z: 1 } };
    await client.request('pictures.render', {
      ...{ model, steps: 2, device: 'cpu', pictures: [pictures], priority: 'view', previews: false },
    });
    await client.request('training.remove', { id });
    await expect(client.request('training.list', {})).resolves.toEqual([]);
  });
});

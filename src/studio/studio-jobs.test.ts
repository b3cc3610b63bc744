/** Jobs as an interface has them, on real engines and the bundled model. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { observedEngine } from './testing/observed-engine.ts';
import { begun, generate, recipe, recipes, rendered, settled, view } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';
import { writeTinyCheckpoint } from './testing/tiny-checkpoint.ts';

describe('jobs', () => {
  it('make pictures: each step is shown, each picture told, and all can be asked for again', async () => {
    await using running = await testStudio(temporaryFolder());
    const { client } = running;
    const other = running.connect();
    const id = await begun(client, generate(3));
    const end = await settled(client, id);
    expect(end.state).toMatchObject({ status: 'done', result: { device: { provider: 'cpu' } } });
    const previews = client.events('job-preview').map(({ index, step, steps }) => [index, step, steps]);
    expect(previews.toSorted()).toEqual([0, 1, 2].flatMap((index) => [1, 2].map((step) => [index, step, 2])));
    const told = client.events('job-picture');
    expect(told.map(({ index }) => index)).toEqual([0, 1, 2]);
    await expect(client.request('jobs.pictures', { id })).resolves.toEqual(
      told.map(({ index, picture }) => ({ index, picture })),
    );
    await expect(rendered(client, view(recipes(3)))).resolves.toEqual(told.map(({ picture }) => picture));
    expect(other.events('job-picture')).toEqual(told);
  });

  it('go on when the engine is killed, and tell each picture once', async () => {
    const observed = observedEngine();
    await using running = await testStudio(temporaryFolder(), observed.start);
    const { client } = running;
    const id = await begun(client, generate(40));
    await client.next('job-picture', ({ index }) => index >= 2);
    observed.kill();
    const end = await settled(client, id);
    expect(end.state.status).toBe('done');
    expect(observed.started).toHaveLength(2);
    expect(client.events('job-picture').map(({ index }) => index)).toEqual(recipes(40).map((_, i) => i));
  });

  it("fail with the engine's words when it dies again and again; the next one runs", async () => {
    let deadly = true;
    const observed = observedEngine(({ kind }) => {
      if (kind === 'request' && deadly) observed.kill();
    });
    await using running = await testStudio(temporaryFolder(), observed.start);
    const { client } = running;
    const id = await begun(client, generate(2));
    const end = await settled(client, id);
    expect(end.state).toMatchObject({ status: 'failed', code: 'engine-died' });
    deadly = false;
    await client.request('jobs.retry', { id });
    expect((await settled(client, id)).state.status).toBe('done');
  });

  it('are overtaken by previews, and are cancelled; tried again, they keep what was done', async () => {
    const observed = observedEngine();
    await using running = await testStudio(temporaryFolder(), observed.start);
    const { client } = running;
    const id = await begun(client, generate(400));
    await client.next('job-picture');
    await rendered(client, { ...view([recipe(1000)]), priority: 'preview' });
    const [job] = await client.request('jobs.list', {});
    expect(job?.state.status).toBe('running');
    await client.request('jobs.cancel', { id });
    expect((await settled(client, id)).state.status).toBe('cancelled');
    const done = (await client.request('jobs.pictures', { id })).length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(400);

    const askedFor = observed.asked.length;
    await client.request('jobs.retry', { id });
    await client.next('job-picture', ({ index }) => index >= done);
    await client.request('jobs.cancel', { id });
    await settled(client, id);
    const again = observed.asked
      .slice(askedFor)
      .flatMap((message) =>
        message.kind === 'request' && message.method === 'sample' ? message.params.recipes : [],
      );
    expect(again[0]).toEqual(recipe(done + 1));
  });

  it('begin again at the next start of the studio', async () => {
    const folder = temporaryFolder();
    let id: string;
    {
      await using running = await testStudio(folder);
      id = await begun(running.client, generate(200));
      await begun(running.client, { kind: 'benchmark', model: 'nothing', device: 'cpu' });
      await running.client.next('job-picture');
    }
    await using running = await testStudio(folder);
    const { client } = running;
    const jobs = await client.request('jobs.list', {});
    expect(jobs.map((job) => [job.id === id, job.state.status])).toEqual([
      [true, 'running'],
      [false, 'queued'],
    ]);
    await client.next('job-picture', ({ index }) => index === 0);
    await client.request('jobs.cancel', { id });
    expect((await settled(client, jobs[1]!.id)).state).toMatchObject({
      status: 'failed',
      code: 'model-unknown',
    });
    await client.request('jobs.dismiss', {});
    await expect(client.request('jobs.list', {})).resolves.toEqual([]);
  });

  it('import, measure, export, rename and remove a model', async () => {
    const folder = temporaryFolder();
    const checkpoint = join(folder, 'net.safetensors');
    writeTinyCheckpoint(checkpoint, { steps: 2 });
    await using running = await testStudio(join(folder, 'data'));
    const { client } = running;
    const importing = await begun(client, { kind: 'import-model', path: checkpoint });
    expect((await settled(client, importing)).state).toMatchObject({
      status: 'done',
      result: { kind: 'import-model', model: 'net', added: true },
    });
    expect(client.events('models-changed')).toHaveLength(1);

    const exporting = await begun(client, {
      kind: 'export-model',
      model: 'net',
      format: 'safetensors',
      path: join(folder, 'out.safetensors'),
    });
    expect((await settled(client, exporting)).state).toMatchObject({ status: 'done' });
    expect(existsSync(join(folder, 'out.safetensors'))).toBe(true);

    const measuring = await begun(client, { kind: 'benchmark', model: 'net', device: 'cpu' });
    expect((await settled(client, measuring)).state).toMatchObject({
      status: 'done',
      result: { kind: 'benchmark', provider: 'cpu' },
    });

    await client.request('models.rename', { name: 'net', to: 'Other' });
    const { models } = await client.request('models.list', {});
    const imported = models.filter(({ origin }) => origin === 'imported');
    expect(imported.map(({ card }) => card.title)).toEqual(['Other']);
    await client.request('models.remove', { name: imported[0]!.card.name });
    await expect(client.request('models.rename', { name: 'net', to: 'a' })).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });

  it('fail with a word for people: no such checkpoint', async () => {
    await using running = await testStudio(temporaryFolder());
    const id = await begun(running.client, { kind: 'import-model', path: '/nowhere/net.pth' });
    expect((await settled(running.client, id)).state).toMatchObject({ status: 'failed', code: 'file' });
  });
});

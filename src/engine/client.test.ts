import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inferGenerator } from '../core/checkpoint/networks/architecture.ts';
import { readDdganCheckpoint } from '../core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../core/checkpoint/open.ts';
import { allParts, evenStrength, mixed, movedAlong, truncated, varied } from '../core/latent/edits.ts';
import { principalDirections } from '../core/latent/principal-directions.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import { caught } from '../platform/testing/caught.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { openFileSource } from '../platform/file-source.ts';
import { floatsToBase64 } from '../shared/recipe/base64-floats.ts';
import { EngineClient, type EngineConnection, forkEngine, type StartEngine } from './client.ts';
import type { FromEngine, ModelFile, SampleParams, SampleProgress } from './protocol.ts';

const path = new URL('../../test/fixtures/reference/generator-cifar10-tiny.safetensors', import.meta.url)
  .pathname;

function modelFile(): ModelFile {
  using source = openFileSource(path);
  const { generator, stated } = readDdganCheckpoint(openCheckpoint(source));
  return { path, architecture: inferGenerator(generator.tensors, { stated }) };
}

const model = modelFile();

function request(count: number, more: Partial<SampleParams> = {}): SampleParams {
  const recipes = Array.from({ length: count }, (_, i) => ({
    seed: String(i + 1),
    temperature: { x_T: 1, z: 1 },
  }));
  return { model, device: 'cpu', steps: 4, recipes, ...more };
}

/** The pictures of a request, in order. */
async function sampled(client: EngineClient, params: SampleParams): Promise<Float32Array[]> {
  const pictures: Float32Array[] = [];
  await client.request('sample', params, {
    onProgress: (progress) => progress.kind === 'pictures' && pictures.push(...progress.pictures),
  });
  return pictures;
}

describe('the engine', () => {
  let client: EngineClient;
  beforeAll(() => (client = new EngineClient()));
  afterAll(() => client[Symbol.dispose]());

  it('reports every step with the prediction of x_0, and gives the pictures', async () => {
    const reports: SampleProgress[] = [];
    const result = await client.request('sample', request(3, { batch: 2, previews: true }), {
      onProgress: (progress) => reports.push(progress),
    });
    expect(result).toMatchObject({ provider: 'cpu', batch: 2 });
    const steps = reports.filter((progress) => progress.kind === 'step');
    expect(steps.map(({ first, count, step }) => [first, count, step])).toEqual([
      ...[1, 2, 3, 4].map((step) => [0, 2, step]),
      ...[1, 2, 3, 4].map((step) => [2, 1, step]),
    ]);
    const size = 3 * 32 * 32;
    expect(steps.map(({ x_0 }) => x_0?.map((preview) => preview.length))).toEqual([
      ...Array<number[]>(4).fill([size, size]),
      ...Array<number[]>(4).fill([size]),
    ]);
    const pictures = reports.flatMap((progress) => (progress.kind === 'pictures' ? progress.pictures : []));
    expect(pictures).toHaveLength(3);
    for (const picture of pictures) expect(picture.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('gives the same bits whatever the batch', async () => {
    const alone = await sampled(client, request(5, { batch: 1 }));
    expect(await sampled(client, request(5, { batch: 2 }))).toEqual(alone);
    expect(await sampled(client, request(5, { batch: 5 }))).toEqual(alone);
  });

  it('encodes z to the w that the generator computes', async () => {
    const z = Float32Array.from({ length: 2 * model.architecture.nz }, (_, i) => Math.sin(i));
    const { w } = await client.request('encodeW', { model, device: 'cpu', z });
    const side = model.architecture.imageSize;
    const { outputs } = await client.request('evaluate', {
      network: { kind: 'generator', config: model.architecture, weights: 'ema' },
      checkpoint: path,
      device: 'cpu',
      inputs: {
        x_t: { type: 'float32', shape: [2, 3, side, side], data: new Float32Array(6 * side * side) },
        t: { type: 'int64', shape: [2], data: new BigInt64Array(2) },
        z: { type: 'float32', shape: [2, model.architecture.nz], data: z },
      },
    });
    expect(w).toHaveLength(2 * model.architecture.zEmbDim);
    expect(w).toEqual(outputs.w_out?.data);
  });

  it('makes edited pictures beside plain ones, with the same bits whatever the batch', async () => {
    const plain = { seed: '1', temperature: { x_T: 1, z: 1 } };
    const other = { ...plain, seed: '2' };
    const vector = floatsToBase64(new Float32Array(model.architecture.zEmbDim).fill(0.3));
    const age = { name: 'age', vector };
    const pictures = [
      plain,
      other,
      movedAlong(plain, age, [0, 0, 1, 0]),
      truncated(movedAlong(other, age, [0, 1, 0, 0]), vector, [0.5, 1, 1, 1]),
      varied(plain, '2', evenStrength(4, 0.5)),
      mixed(plain, other, allParts(4)),
      movedAlong(plain, age, [0, 0, 0, 0]),
    ];
    const together = await sampled(client, { ...request(0), recipes: pictures, batch: pictures.length });
    const alone = await sampled(client, { ...request(0), recipes: pictures, batch: 1 });
    expect(together).toEqual(alone);
    expect(together.slice(5)).toEqual([together[1], together[0]]);
    expect(new Set(together.slice(0, 5).map((picture) => picture.join())).size).toBe(5);
  });

  it('finds the principal directions of w', async () => {
    const { nz, zEmbDim } = model.architecture;
    const params = { model, device: 'cpu', draws: 1500, count: 3 } as const;
    const found = await client.request('principalDirections', params);
    const z = randomStream(parseSeed('1'), 'directions').normals(1500 * nz);
    const { w } = await client.request('encodeW', { model, device: 'cpu', z });
    expect(found).toEqual(principalDirections(w, zEmbDim, 3));
    expect(found.components.map(({ length }) => length)).toEqual([zEmbDim, zEmbDim, zEmbDim]);
    expect(found.deviations.every((deviation) => deviation > 0)).toBe(true);
  });

  it('refuses an edit that was made with another model', async () => {
    const wrong = { name: 'age', vector: floatsToBase64(new Float32Array(3)) };
    const picture = movedAlong({ seed: '1', temperature: { x_T: 1, z: 1 } }, wrong, [1, 1, 1, 1]);
    await expect(client.request('sample', { ...request(0), recipes: [picture] })).rejects.toMatchObject({
      code: 'recipe-invalid',
    });
  });

  it('reports errors with their code', async () => {
    const missing = { ...model, path: `${path}.missing` };
    await expect(client.request('load', { model: missing, device: 'cpu' })).rejects.toMatchObject({
      code: 'file',
    });
    await expect(client.request('load', { model, device: 'dml' })).rejects.toMatchObject({
      code: 'device-unavailable',
    });
  });

  it('cancels between steps and goes on with the next request', async () => {
    const abort = new AbortController();
    let steps = 0;
    const cancelled = client.request('sample', request(200, { batch: 1 }), {
      signal: abort.signal,
      onProgress: ({ kind }) => {
        if (kind === 'step' && ++steps === 3) abort.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const stepsAtAnswer = steps;
    expect(stepsAtAnswer).toBeLessThan(100);
    expect(await sampled(client, request(1))).toHaveLength(1);
    expect(steps).toBe(stepsAtAnswer);
  });

  it('logs a fault of ours into the data folder, and makes no folder anew that is gone', async () => {
    const home = join(temporaryFolder(), 'home');
    mkdirSync(home);
    using other = new EngineClient({
      start: (listener, environment) => forkEngine(listener, { ...environment, TRILEMMA_HOME: home }),
    });
    const fault = () => caught(() => other.request('nothing' as 'load', { model, device: 'cpu' }));
    expect(await fault()).toMatchObject({
      code: 'unexpected',
      message: expect.stringContaining(`The details are in ${home}`) as string,
    });
    renameSync(home, `${home}-away`);
    expect((await fault()).message).toContain('could not be written');
    expect(existsSync(home)).toBe(false);
  });

  it('does not start what was cancelled before', async () => {
    const signal = AbortSignal.abort();
    await expect(client.request('sample', request(1), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('an engine process that dies', () => {
  /** Starts real engines, and keeps the line to the latest. */
  function observed(onMessage: (message: FromEngine) => void = () => undefined) {
    const started: EngineConnection[] = [];
    const start: StartEngine = (listener, environment) => {
      const watched = {
        ...listener,
        onMessage: (message: FromEngine) => {
          onMessage(message);
          listener.onMessage(message);
        },
      };
      const connection = forkEngine(watched, environment);
      started.push(connection);
      return connection;
    };
    return { started, start };
  }

  it('fails its request with a reason, and the next request runs in a new one', async () => {
    const { started, start } = observed();
    using client = new EngineClient({ start });
    const dying = client.request('sample', request(200, { batch: 1 }), {
      onProgress: () => started[0]?.kill(),
    });
    await expect(dying).rejects.toThrow(/SIGKILL/);
    await expect(dying).rejects.toMatchObject({ code: 'engine-died' });
    expect(await sampled(client, request(1))).toHaveLength(1);
    expect(started).toHaveLength(2);
  });

  describe('by its silence', () => {
    const SILENCE_MS = 30_000;
    // The client's clock is the test's, so that no process has to be fast: the engine's is its own.
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());

    it('is found, and the next request runs in a new one', async () => {
      const { started, start } = observed();
      using client = new EngineClient({ start, silenceMs: SILENCE_MS });
      const isSilent = Promise.withResolvers<undefined>();
      const stopped = client.request('sample', request(200, { batch: 1 }), {
        onProgress: () => {
          process.kill(started[0]!.pid!, 'SIGSTOP');
          isSilent.resolve(undefined);
        },
      });
      const refused = expect(stopped).rejects.toMatchObject({
        code: 'engine-died',
        message: expect.stringContaining('it gave no sign for 30 s') as string,
      });
      await isSilent.promise;
      vi.advanceTimersByTime(2 * SILENCE_MS);
      await refused;
      expect(await sampled(client, request(1))).toHaveLength(1);
      expect(started).toHaveLength(2);
    });

    it('is silent while it is idle, and is stopped then', async () => {
      const IDLE_MS = 60_000;
      let lastSent = '';
      const { started, start } = observed(({ kind }) => (lastSent = kind));
      using client = new EngineClient({ start, idleMs: IDLE_MS });
      expect(await sampled(client, request(1))).toHaveLength(1);
      expect(lastSent).toBe('result');
      // A heart that still beats does so once a second.
      await setTimeout(2500);
      expect(lastSent).toBe('result');
      vi.advanceTimersByTime(IDLE_MS - 1);
      expect(await sampled(client, request(1))).toHaveLength(1);
      expect(started).toHaveLength(1);
      vi.advanceTimersByTime(IDLE_MS);
      expect(await sampled(client, request(1))).toHaveLength(1);
      expect(started).toHaveLength(2);
    });

    it('is not taken for dead while its heart beats', async () => {
      const abort = new AbortController();
      let heartbeats = 0;
      const { started, start } = observed(({ kind }) => {
        if (kind !== 'heartbeat') return;
        vi.advanceTimersByTime(0.8 * SILENCE_MS);
        if (++heartbeats === 3) abort.abort();
      });
      using client = new EngineClient({ start, silenceMs: SILENCE_MS });
      const { architecture } = model;
      const long = { model: { architecture }, device: 'cpu', batch: 1, runs: 1000 } as const;
      const { signal } = abort;
      await expect(client.request('benchmark', long, { signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(started).toHaveLength(1);
    });
  });
});

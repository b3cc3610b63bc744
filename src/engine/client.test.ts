import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferGenerator } from '../core/checkpoint/architecture.ts';
import { readDdganCheckpoint } from '../core/checkpoint/ddgan-checkpoint.ts';
import { openCheckpoint } from '../core/checkpoint/open.ts';
import { openFileSource } from '../platform/file-source.ts';
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
  const pictures = Array.from({ length: count }, (_, i) => ({
    seed: String(i + 1),
    temperature: { x_T: 1, z: 1 },
  }));
  return { model, device: 'cpu', steps: 4, pictures, ...more };
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

  it('tells of every step with the prediction of x_0, and gives the pictures', async () => {
    const told: SampleProgress[] = [];
    const result = await client.request('sample', request(3, { batch: 2, previews: true }), {
      onProgress: (progress) => told.push(progress),
    });
    expect(result).toMatchObject({ provider: 'cpu', batch: 2 });
    const steps = told.filter((progress) => progress.kind === 'step');
    expect(steps.map(({ first, count, step }) => [first, count, step])).toEqual([
      ...[1, 2, 3, 4].map((step) => [0, 2, step]),
      ...[1, 2, 3, 4].map((step) => [2, 1, step]),
    ]);
    const size = 3 * 32 * 32;
    expect(steps.map(({ x_0 }) => x_0?.map((preview) => preview.length))).toEqual([
      ...Array<number[]>(4).fill([size, size]),
      ...Array<number[]>(4).fill([size]),
    ]);
    const pictures = told.flatMap((progress) => (progress.kind === 'pictures' ? progress.pictures : []));
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
    const start: StartEngine = (listener) => {
      const connection = forkEngine({
        ...listener,
        onMessage: (message) => {
          onMessage(message);
          listener.onMessage(message);
        },
      });
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

  it('is found by its silence', async () => {
    const { started, start } = observed();
    using client = new EngineClient({ start, silenceMs: 3000 });
    const stopped = client.request('sample', request(200, { batch: 1 }), {
      onProgress: () => process.kill(started[0]!.pid!, 'SIGSTOP'),
    });
    await expect(stopped).rejects.toThrow(/no sign/);
    await expect(stopped).rejects.toMatchObject({ code: 'engine-died' });
    expect(await sampled(client, request(1))).toHaveLength(1);
  });

  it('is not taken for dead while its heart beats', async () => {
    let heartbeats = 0;
    const { start } = observed(({ kind }) => {
      if (kind === 'heartbeat') heartbeats += 1;
    });
    using client = new EngineClient({ start, silenceMs: 3000 });
    const { architecture } = model;
    await client.request('benchmark', { model: { architecture }, device: 'cpu', batch: 1, runs: 20 });
    expect(heartbeats).toBeGreaterThan(0);
  });
});

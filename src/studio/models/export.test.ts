import { BinaryReader } from '@bufbuild/protobuf/wire';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../../test/support/run-graph.ts';
import { bytesSource } from '../../core/checkpoint/byte-source.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { EngineClient, forkEngine } from '../../engine/client.ts';
import type { FromEngine } from '../../engine/protocol.ts';
import { EXPORT_FORMATS } from '../../shared/job.ts';
import { parseModelCard } from '../../shared/models/model-card.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { librariesIn } from '../testing/libraries.ts';
import { exportModel } from './export.ts';
import { importModel } from './import/import.ts';
import { findModel } from './library.ts';
import { modelFolders } from './model-folders.ts';

const published = join(import.meta.dirname, '../../../test/fixtures/reference/netG_1200.pth');

/** A folder to write into, and the test model in a library of its own. */
async function setUp(): Promise<{ folder: string; model: Model }> {
  const root = temporaryFolder();
  const options = { name: 'tiny', steps: 4, license: 'CC0' };
  const { model } = await importModel(published, librariesIn(root), options);
  const folder = join(root, 'exports');
  mkdirSync(folder);
  return { folder, model };
}

let engine: EngineClient;
beforeAll(() => (engine = new EngineClient()));
afterAll(() => engine[Symbol.dispose]());

/** `metadata_props` of an ONNX model: field 14, each a key and a value. */
function metadataProps(onnx: Uint8Array): Record<string, string> {
  const props: Record<string, string> = {};
  const reader = new BinaryReader(onnx);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field !== 14) {
      reader.skip(wireType);
      continue;
    }
    const entry = new BinaryReader(reader.bytes());
    entry.tag();
    const key = entry.string();
    entry.tag();
    props[key] = entry.string();
  }
  return props;
}

describe('exportModel as ONNX', () => {
  it('writes a file that ONNX Runtime runs by itself, as the engine does', async () => {
    const { folder, model } = await setUp();
    const path = join(folder, 'tiny.onnx');
    const told: number[] = [];
    const result = await exportModel(engine, model, 'onnx', path, {
      onProgress: (done, total) => told.push(done / total),
    });
    expect(result).toEqual({ path, bytes: statSync(path).size, notes: [] });
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(entries(folder)).toEqual(['tiny.onnx']);

    const session = await onnxRuntime.InferenceSession.create(path, { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual(['x_t', 't', 'z']);
    expect(session.outputNames).toEqual(['x_0', 'w_out']);
    const { imageSize: side, nz } = model.card.architecture;
    const stream = randomStream(parseSeed('1'), 'test');
    const x_t = stream.normals(2 * 3 * side * side);
    const z = stream.normals(2 * nz);
    const t = BigInt64Array.of(3n, 0n);
    const alone = await session.run({
      x_t: new onnxRuntime.Tensor('float32', x_t, [2, 3, side, side]),
      t: new onnxRuntime.Tensor('int64', t, [2]),
      z: new onnxRuntime.Tensor('float32', z, [2, nz]),
    });
    await session.release();
    const { outputs } = await engine.request('evaluate', {
      network: { kind: 'generator', config: model.card.architecture, weights: 'ema' },
      checkpoint: model.path,
      device: 'cpu',
      inputs: {
        x_t: { type: 'float32', shape: [2, 3, side, side], data: x_t },
        t: { type: 'int64', shape: [2], data: t },
        z: { type: 'float32', shape: [2, nz], data: z },
      },
    });
    for (const name of ['x_0', 'w_out']) {
      const [here, there] = [alone[name]!.data as Float32Array, outputs[name]!.data as Float32Array];
      expect(here).toHaveLength(there.length);
      // Another number of threads may add in another order.
      expect(Math.max(...here.map((value, i) => Math.abs(value - there[i]!)))).toBeLessThan(1e-5);
    }
  });

  it('carries licence, T and source', async () => {
    const { folder, model } = await setUp();
    const { path } = await exportModel(engine, model, 'onnx', join(folder, 'tiny.onnx'));
    const props = metadataProps(readFileSync(path));
    expect(props).toMatchObject({ license: 'CC0', num_timesteps: '4', source: 'netG_1200.pth' });
    expect(parseModelCard(JSON.parse(props.model_card!))).toEqual(model.card);
  });

  it('leaves nothing behind where the engine dies', async () => {
    const { folder, model } = await setUp();
    using dying = new EngineClient({
      start: (listener, environment) => {
        let killed = false;
        const watched = {
          ...listener,
          onMessage: (message: FromEngine) => {
            if (killed) return;
            listener.onMessage(message);
            if (message.kind !== 'progress') return;
            killed = true;
            connection.kill();
          },
        };
        const connection = forkEngine(watched, environment);
        return connection;
      },
    });
    const error = await caught(() => exportModel(dying, model, 'onnx', join(folder, 'tiny.onnx')));
    expect(error.code).toBe('engine-died');
    expect(entries(folder)).toEqual([]);
  });
});

describe('exportModel as safetensors', () => {
  it('writes the weights as the library keeps them, with the card', async () => {
    const { folder, model } = await setUp();
    const told: number[] = [];
    const { path, bytes } = await exportModel(
      engine,
      model,
      'safetensors',
      join(folder, 'tiny.safetensors'),
      {
        onProgress: (done, total) => told.push(done / total),
      },
    );
    expect(bytes).toBe(statSync(path).size);
    expect(told.at(-1)).toBe(1);
    const exported = openCheckpoint(bytesSource(readFileSync(path)));
    const kept = openCheckpoint(bytesSource(readFileSync(model.path)));
    expect([...exported.tensors.keys()]).toEqual([...kept.tensors.keys()]);
    for (const name of kept.tensors.keys()) expect(exported.raw(name)).toEqual(kept.raw(name));
    expect({ ...exported.metadata }).toMatchObject({ ...kept.metadata, license: 'CC0', title: 'netG_1200' });
    expect(parseModelCard(JSON.parse(exported.metadata.model_card!))).toEqual(model.card);
  });

  it('gives the same model with its licence where it is imported again', async () => {
    const { folder, model } = await setUp();
    const { path } = await exportModel(engine, model, 'safetensors', join(folder, 'tiny.safetensors'));
    const elsewhere = librariesIn(temporaryFolder());
    const again = await importModel(path, elsewhere);
    expect(again.model.card).toMatchObject({ sha256: model.card.sha256, steps: 4, license: 'CC0' });
    expect((await importModel(path, librariesIn(dirname(folder)), {})).added).toBe(false);
  });

  it('writes the bundled models', async () => {
    const folder = temporaryFolder();
    const model = await findModel('faces', modelFolders('/nonexistent'));
    const { path, notes } = await exportModel(
      engine,
      model,
      'safetensors',
      join(folder, 'faces.safetensors'),
    );
    expect(notes).toEqual([expect.stringContaining('the discriminator')]);
    const { model: imported } = await importModel(path, librariesIn(folder), {});
    expect(imported.card).toMatchObject({
      architecture: model.card.architecture,
      steps: model.card.steps,
      license: model.card.license,
    });
  });
});

describe.each(EXPORT_FORMATS)('exportModel as %s', (format) => {
  it('replaces a file, and keeps its permissions', async () => {
    const { folder, model } = await setUp();
    const path = join(folder, 'old');
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    const { bytes } = await exportModel(engine, model, format, path);
    expect(bytes).toBeGreaterThan(1000);
    expect(statSync(path).size).toBe(bytes);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing, and an old file as it was, when it is cancelled', async () => {
    const { folder, model } = await setUp();
    const path = join(folder, 'old');
    writeFileSync(path, 'old');
    const controller = new AbortController();
    const exporting = exportModel(engine, model, format, path, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect((await caught(() => exporting)).code).toBe('cancelled');
    expect(entries(folder)).toEqual(['old']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('says where it cannot write', async () => {
    const { folder, model } = await setUp();
    const error = await caught(() => exportModel(engine, model, format, join(folder, 'none', 'x')));
    expect(error.code).toBe('file');
    expect(error.message).toContain('there is no such file or folder');
  });

  it('refuses weights that are not those of the card', async () => {
    const { folder, model } = await setUp();
    const bytes = readFileSync(model.path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(model.path, bytes);
    expect((await caught(() => exportModel(engine, model, format, join(folder, 'x')))).code).toBe(
      'model-damaged',
    );
    expect(entries(folder)).toEqual([]);
  });
});

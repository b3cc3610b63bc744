import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISCRIMINATOR_FILE, readDiscriminatorConfig } from '../discriminator-file.ts';
import { openCheckpoint } from '../../../core/checkpoint/open.ts';
import { bytesSource } from '../../../core/checkpoint/byte-source.ts';
import { caught } from '../../../platform/testing/caught.ts';
import { entries } from '../../../platform/testing/folders.ts';
import { librariesIn } from '../../testing/libraries.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { tinyArchitecture, writeTinyCheckpoint } from '../../testing/tiny-checkpoint.ts';
import { verifyModel } from '../check.ts';
import { importModel } from './import.ts';
import type { ModelImportOptions, ImportResult } from './import.ts';
import { listModels } from '../list-models.ts';
import { findModel } from '../library.ts';

const reference = join(import.meta.dirname, '../../../../test/fixtures/reference');

/** An empty library and a checkpoint beside it. */
function setUp(checkpoint: Parameters<typeof writeTinyCheckpoint>[1] = { steps: 2 }) {
  const root = temporaryFolder();
  const folders = librariesIn(root);
  const path = join(root, 'Tiny Faces.safetensors');
  writeTinyCheckpoint(path, checkpoint);
  const add = (from = path, options: ModelImportOptions = {}): Promise<ImportResult> =>
    importModel(from, folders, options);
  return { root, folders, path, add };
}

describe('importModel', () => {
  it('adds a model with its card, under the name of its file', async () => {
    const { folders, add } = setUp();
    const { model, added } = await add();
    expect(added).toBe(true);
    expect(model).toEqual({
      origin: 'imported',
      path: join(folders.imported, 'tiny-faces', 'model.safetensors'),
      card: {
        version: 1,
        name: 'tiny-faces',
        title: 'Tiny Faces',
        sha256: expect.stringMatching(/^[\da-f]{64}$/) as string,
        architecture: tinyArchitecture,
        steps: 2,
        weights: 'ema',
        source: 'Tiny Faces.safetensors',
        license: 'unknown: ask whoever gave you the file',
      },
    });
    expect(await findModel('tiny-faces', folders)).toEqual(model);
    await verifyModel(model);
    expect(entries(folders.imported)).toEqual(['tiny-faces']);
  });

  it("writes the generator's tensors, bit for bit, under their plain names", async () => {
    const { path, add } = setUp();
    const { model } = await add();
    const written = openCheckpoint(bytesSource(readFileSync(model.path)));
    const original = openCheckpoint(bytesSource(readFileSync(path)));
    expect([...written.tensors.keys()].map((name) => `module.${name}`)).toEqual([...original.tensors.keys()]);
    for (const name of written.tensors.keys()) {
      expect(written.raw(name)).toEqual(original.raw(`module.${name}`));
    }
    expect({ ...written.metadata }).toEqual({
      format: 'pt',
      kind: 'generator',
      config: expect.stringContaining('"num_channels_dae":4') as string,
      num_timesteps: '2',
    });
  });

  it.each(['F64', 'F16'] as const)('keeps elements of type %s', async (dtype) => {
    const { add } = setUp({ steps: 2, dtype });
    const { model } = await add();
    const written = openCheckpoint(bytesSource(readFileSync(model.path)));
    expect(new Set([...written.tensors.values()].map((tensor) => tensor.dtype))).toEqual(new Set([dtype]));
  });

  it('reports its progress, to the end', async () => {
    const { path, folders } = setUp();
    const reported: number[] = [];
    await importModel(path, folders, {}, ({ done, total }) => reported.push(done / total));
    expect(reported[0]).toBe(0);
    expect(reported.at(-1)).toBe(1);
    expect(reported).toEqual(reported.toSorted((a, b) => a - b));
  });

  it('takes name and licence from the caller', async () => {
    const { add } = setUp();
    const { model } = await add(undefined, { name: 'my-faces', license: 'CC0' });
    expect(model.card).toMatchObject({ name: 'my-faces', license: 'CC0', source: 'Tiny Faces.safetensors' });
  });

  it('knows the same weights again, in whatever file and under whatever name', async () => {
    const { add } = setUp();
    const first = await add(join(reference, 'generator-cifar10-tiny.safetensors'), { steps: 4 });
    const again = await add(join(reference, 'netG_1200.pth'), { steps: 4, name: 'other' });
    const exported = await add(first.model.path, { name: 'exported' });
    expect(first.added).toBe(true);
    expect(again).toMatchObject({ added: false, model: first.model, notTakenOn: { name: 'other' } });
    expect(exported).toMatchObject({ added: false, model: first.model, notTakenOn: { name: 'exported' } });
  });

  it('tells what it did not take on of the same weights', async () => {
    const { add } = setUp();
    const first = await add();
    expect(first.notTakenOn).toEqual({});
    expect((await add()).notTakenOn).toEqual({});
    expect((await add(undefined, { license: 'CC0' })).notTakenOn).toEqual({ license: 'CC0' });
    expect((await add(undefined, { license: first.model.card.license })).notTakenOn).toEqual({});
  });

  it.each(['F64', 'F32', 'F16', 'BF16'] as const)(
    'refuses weights of type %s that are no numbers',
    async (dtype) => {
      for (const damaged of [NaN, Infinity, -Infinity, ...(dtype === 'F64' ? [1e300] : [])]) {
        const { folders, add } = setUp({ steps: 2, dtype, damaged });
        const error = await caught(() => add());
        expect(error.code).toBe('architecture');
        expect(error.message).toMatch(
          /^The tensor z_transform\.1\.bias of the checkpoint holds 1 of \d+ values that are no/,
        );
        expect(entries(folders.imported)).toEqual([]);
      }
    },
  );

  it('gives the same weights with another T another hash', async () => {
    const { add } = setUp({});
    const two = await add(undefined, { steps: 2, name: 'two' });
    const four = await add(undefined, { steps: 4, name: 'four' });
    expect(four.added).toBe(true);
    expect(four.model.card.sha256).not.toBe(two.model.card.sha256);
  });

  it('asks for T where nothing says it', async () => {
    const { folders, add } = setUp({});
    const error = await caught(() => add());
    expect(error.code).toBe('steps-unknown');
    expect(error.message).toContain('give them');
    expect(entries(folders.imported)).toEqual([]);
  });

  it('asks for the size of the pictures where nothing shows it', async () => {
    const architecture = { ...tinyArchitecture, attnResolutions: [] };
    const { folders, path, add } = setUp({ steps: 2, architecture, statesSize: false });
    expect((await caught(() => add())).code).toBe('size-unknown');
    expect(entries(folders.imported)).toEqual([]);
    const { model } = await add(path, { imageSize: 32 });
    expect(model.card.architecture.imageSize).toBe(32);
  });

  it('takes the average of a training run, and the raw weights on demand', async () => {
    const { add } = setUp();
    const run = join(import.meta.dirname, '../../../../test/fixtures/checkpoints/content.pth');
    const ema = await add(run);
    const raw = await add(run, { weights: 'raw', name: 'raw' });
    expect(ema.model.card.weights).toBe('ema');
    expect(raw.model.card.weights).toBe('raw');
    expect(raw.model.card.sha256).not.toBe(ema.model.card.sha256);
  });

  it('takes the weights of a run of RDUOT, which trains the same networks and keeps no average unless told to', async () => {
    const { add } = setUp();
    const checkpoints = join(import.meta.dirname, '../../../../test/fixtures/checkpoints');
    const { model, notes } = await add(join(checkpoints, 'rduot-content.pth'));
    expect(model.card).toMatchObject({ weights: 'raw', steps: 4, architecture: tinyArchitecture });
    expect(notes).toEqual([
      'The raw weights were taken, at netG_dict: the file has no other whole ones.',
      'The discriminator of the file was taken along: fine-tuning goes on with it.',
    ]);
    expect(readDiscriminatorConfig(join(dirname(model.path), DISCRIMINATOR_FILE))).toMatchObject({
      variant: 'small',
      imageSize: tinyArchitecture.imageSize,
    });
    const ddgan = await add(join(checkpoints, 'content.pth'), { weights: 'raw', name: 'ddgan' });
    expect(ddgan).toMatchObject({ added: false, model: { path: model.path } });
  });

  it('takes along the discriminator of a file, also for weights that came without', async () => {
    const { root, add } = setUp();
    const run = join(import.meta.dirname, '../../../../test/fixtures/checkpoints/content.pth');
    const taken = 'The discriminator of the file was taken along: fine-tuning goes on with it.';
    const first = await add(run, { name: 'run' });
    expect([first.added, first.notes.includes(taken)]).toEqual([true, true]);
    const beside = join(dirname(first.model.path), DISCRIMINATOR_FILE);
    const written = readFileSync(beside);
    const again = await add(run, { name: 'run' });
    expect([again.added, again.notes.includes(taken)]).toEqual([false, false]);

    const averageAlone = join(root, 'average.safetensors');
    copyFileSync(first.model.path, averageAlone);
    rmSync(dirname(first.model.path), { recursive: true });
    const bare = await add(averageAlone, { name: 'run' });
    expect([bare.added, existsSync(beside)]).toEqual([true, false]);
    const later = await add(run, { name: 'run' });
    expect([later.added, later.notes.includes(taken)]).toEqual([false, true]);
    expect(readFileSync(beside)).toEqual(written);
  });

  it('says that there is no average where one is asked for', async () => {
    const { add } = setUp();
    const error = await caught(() => add(join(reference, 'train-step-r1.safetensors'), { weights: 'ema' }));
    expect(error.code).toBe('architecture');
    expect(error.message).toContain('no complete average');
  });

  it('refuses pictures of two channels', async () => {
    const { add } = setUp({ steps: 2, architecture: { ...tinyArchitecture, numChannels: 2 } });
    expect((await caught(() => add())).message).toContain('2 channels');
  });

  it('proposes a free name where the name is taken by other weights', async () => {
    const { root, folders, add } = setUp();
    await add();
    const other = join(root, 'other.safetensors');
    writeTinyCheckpoint(other, { value: 2, steps: 2 });
    mkdirSync(join(folders.bundled, 'tiny-faces-2'), { recursive: true });
    const error = await caught(() => add(other, { name: 'tiny-faces' }));
    expect(error.code).toBe('model-exists');
    expect(error.message).toContain('such as tiny-faces-3.');
    expect(entries(folders.imported)).toEqual(['tiny-faces']);
  });

  it('does not take the place of a damaged model', async () => {
    const { folders, add } = setUp();
    mkdirSync(join(folders.imported, 'tiny-faces'), { recursive: true });
    expect((await caught(() => add())).code).toBe('model-exists');
    expect(entries(join(folders.imported, 'tiny-faces'))).toEqual([]);
  });

  it.each(['../escape', 'a/b', 'nul', 'Upper'])('refuses the name %s', async (name) => {
    const { folders, add } = setUp();
    expect((await caught(() => add(undefined, { name }))).code).toBe('usage');
    expect(entries(dirname(folders.imported))).toEqual([]);
  });

  it('adds the same file once, however many imports of it run at once', async () => {
    const { folders, add } = setUp();
    const results = await Promise.all(Array.from({ length: 8 }, () => add()));
    expect(results.filter(({ added }) => added)).toHaveLength(1);
    expect(new Set(results.map(({ model }) => model.path)).size).toBe(1);
    expect(entries(folders.imported)).toEqual(['tiny-faces']);
  });

  it('gives a name to one of two files that want it at once', async () => {
    const { root, folders, path } = setUp();
    const other = join(root, 'other', 'Tiny Faces.safetensors');
    mkdirSync(dirname(other));
    writeTinyCheckpoint(other, { value: 2, steps: 2 });
    const results = await Promise.allSettled([path, other].map((file) => importModel(file, folders)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await listModels(folders)).models).toHaveLength(1);
    expect(entries(folders.imported)).toEqual(['tiny-faces']);
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const { path, folders } = setUp();
    const controller = new AbortController();
    const error = await caught(() =>
      importModel(path, folders, { signal: controller.signal }, () => controller.abort()),
    );
    expect(error.code).toBe('cancelled');
    expect(entries(folders.imported)).toEqual([]);
  });

  it.each<[string, (path: string) => void, string]>([
    ['that is not there', () => undefined, 'file'],
    ['that is a folder', (path) => mkdirSync(path), 'file'],
    ['that is empty', (path) => writeFileSync(path, ''), 'checkpoint-corrupt'],
    ['of another kind', (path) => writeFileSync(path, 'hello'), 'checkpoint-unsupported'],
    [
      'of a discriminator',
      (path) => copyFileSync(join(reference, 'discriminator-small.safetensors'), path),
      'architecture',
    ],
  ])('refuses a file %s, and leaves nothing', async (_, make, code) => {
    const { root, folders, add } = setUp();
    const path = join(root, 'other');
    make(path);
    expect((await caught(() => add(path))).code).toBe(code);
    expect(entries(folders.imported)).toEqual([]);
  });
});

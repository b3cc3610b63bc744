import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTinyWaveletWithEdges } from '../../../studio/testing/tiny-checkpoint.ts';
import { commandsHere, trilemmaHere } from '../../testing/run-here.ts';

const root = join(import.meta.dirname, '../../../..');
const published = join(root, 'test/fixtures/reference/netG_1200.pth');

const { folder, trilemma, json } = commandsHere();

describe('trilemma models', () => {
  it('renames, exports and removes an imported model', async () => {
    await trilemma('import', published, '--name', 'tiny', '--steps', '4');
    const renamed = await json('models', 'rename', 'tiny', 'Small Things');
    expect(renamed).toMatchObject({
      model: { name: 'small-things', title: 'Small Things', origin: 'imported' },
    });

    const onnx = join(folder, 'small.onnx');
    const exported = await trilemma('models', 'export', 'small-things', onnx);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(exported.stdout).toContain(onnx);
    const weights = join(folder, 'weights');
    expect(await json('models', 'export', 'small-things', weights, '--format', 'safetensors')).toEqual({
      model: 'small-things',
      format: 'safetensors',
      path: weights,
      bytes: statSync(weights).size,
      notes: [],
    });
    const faces = await trilemma('models', 'export', 'faces', join(folder, 'faces.safetensors'));
    expect(faces.stdout).toContain('\nThe file holds the generator alone: the discriminator');

    expect(await trilemma('models', 'remove', 'small-things')).toEqual({
      code: 0,
      stdout: 'Removed small-things. Bring it back within 30 days: trilemma models restore small-things\n',
      stderr: '',
    });
    const { models } = (await json('models')) as { models: { origin: string }[] };
    expect(models.every(({ origin }) => origin === 'bundled')).toBe(true);
  });

  it('brings a removed model back', async () => {
    await trilemma('import', published, '--name', 'tiny', '--steps', '4');
    const made = join(folder, 'made.png');
    await trilemma('generate', 'tiny', '--seed', '1', '--device', 'cpu', '--out', made);
    await trilemma('models', 'remove', 'tiny');
    const gone = await trilemma('reproduce', made, '--device', 'cpu');
    expect(gone.code).toBe(2);
    expect(gone.stderr).toContain('bring it back with trilemma models restore tiny');
    expect((await trilemma('models', 'trash')).stdout).toMatch(/^tiny +removed on \d{4}-\d\d-\d\d, /);
    expect(await json('models', 'trash')).toMatchObject({
      models: [{ name: 'tiny', card: { steps: 4 } }, { name: 'small-things' }],
    });
    expect(await json('models', 'restore', 'tiny')).toEqual({ restored: 'tiny' });
    expect(await json('reproduce', made, '--device', 'cpu')).toMatchObject({ same: true });
    await trilemma('models', 'remove', 'tiny');
  });

  it('says what it keeps of the same weights, and how to change it', async () => {
    await trilemma('import', published, '--name', 'first', '--steps', '4');
    const again = ['import', published, '--name', 'second', '--license', 'CC0', '--steps', '4'];
    expect((await trilemma(...again)).stdout).toBe(
      [
        'These weights are in the library already, as first.',
        'It keeps its name, not second. To change it: trilemma models rename first second',
        'It keeps its licence, "unknown: ask whoever gave you the file", not "CC0". To change it: trilemma models license first "CC0"',
        '',
      ].join('\n'),
    );
    expect(await json('models', 'license', 'first', 'CC0')).toMatchObject({ model: { license: 'CC0' } });
    expect(await json(...again)).toMatchObject({ added: false, notTakenOn: { name: 'second' } });
    await trilemma('models', 'remove', 'first');
  });

  it('says which weights it takes, and why', async () => {
    const run = join(root, 'test/fixtures/checkpoints/content.pth');
    const { stdout } = await trilemma('import', run, '--name', 'run');
    expect(stdout).toBe(
      [
        'Added run: 16x16, T = 4, ema weights.',
        'The average (EMA) of the weights was taken, at optimizerG.state.*.ema: its name says that it is the average. The file has other weights at netG_dict.',
        'The discriminator of the file was taken along: fine-tuning goes on with it.',
        '',
      ].join('\n'),
    );
    expect(await json('import', run, '--name', 'raw', '--weights', 'raw')).toMatchObject({
      weights: { kind: 'raw', place: 'netG_dict', otherPlaces: ['optimizerG.state.*.ema'] },
      ignored: [],
    });
    const unknown = await json('import', run, '--name', 'x', '--weights', 'netX');
    expect(unknown).toMatchObject({ error: { code: 'weights-unknown' } });
  });

  it.each([
    ['to rename a bundled model', ['rename', 'faces', 'mine'], 'model-bundled'],
    ['to remove a bundled model', ['remove', 'faces'], 'model-bundled'],
    ['to remove a model that is not there', ['remove', 'nobody'], 'model-unknown'],
    ['to restore a model that was never removed', ['restore', 'nobody'], 'model-unknown'],
    ['to give a bundled model another licence', ['license', 'faces', 'CC0'], 'model-bundled'],
    ['to export in no format', ['export', 'faces', 'faces.bin'], 'usage'],
    ['to export ONNX as safetensors', ['export', 'faces', 'faces.safetensors', '--format', 'onnx'], 'usage'],
    ['to export safetensors as ONNX', ['export', 'faces', 'faces.onnx', '--format', 'safetensors'], 'usage'],
    ['to export to nowhere', ['export', 'faces'], 'usage'],
    ['to export into a folder that is not there', ['export', 'faces', '/nonexistent/x.onnx'], 'file'],
    ['something else', ['paint', 'faces'], 'usage'],
  ])('refuses %s: one line, exit 2', async (_, args, errorCode) => {
    const { code, stdout, stderr } = await trilemma('models', ...args);
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await json('models', ...args)).toMatchObject({ error: { code: errorCode } });
    for (const ending of ['bin', 'onnx', 'safetensors']) expect(existsSync(`faces.${ending}`)).toBe(false);
  });

  it('asks for T by a code of its own', async () => {
    expect(await json('import', published)).toMatchObject({ error: { code: 'steps-unknown' } });
  });
});

it('imports a wavelet model in the order of bands that its pictures show, and says so', async () => {
  const library = join(folder, 'waves');
  const file = join(folder, 'edges.safetensors');
  writeTinyWaveletWithEdges(file, 'height_first', 2);
  const { stdout } = await trilemmaHere(library, 'import', file);
  expect(stdout).toBe(
    'Added edges: 32x32, wavelet height first, T = 2, ema weights.\nThe order of its wavelet bands, height_first, was taken from the pictures that it draws.\n',
  );
  expect((await trilemmaHere(library, 'models')).stdout).toMatch(
    /^edges +32x32, wavelet height first, T = 2, imported/m,
  );
});

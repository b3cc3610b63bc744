import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as program from '../testing/trilemma.ts';

const root = join(import.meta.dirname, '../../..');
const published = join(root, 'test/fixtures/reference/netG_1200.pth');

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'trilemma-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const home = () => join(folder, 'home');
const trilemma = (...args: string[]) => program.trilemma(home(), ...args);
const json = (...args: string[]) => program.trilemmaJson(home(), ...args);

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
    });

    expect(await trilemma('models', 'remove', 'small-things')).toEqual({
      code: 0,
      stdout: 'Removed small-things.\n',
      stderr: '',
    });
    const { models } = (await json('models')) as { models: { origin: string }[] };
    expect(models.every(({ origin }) => origin === 'bundled')).toBe(true);
  });

  it.each([
    ['to rename a bundled model', ['rename', 'faces', 'mine'], 'model-bundled'],
    ['to remove a bundled model', ['remove', 'faces'], 'model-bundled'],
    ['to remove a model that is not there', ['remove', 'nobody'], 'model-unknown'],
    ['to export in no format', ['export', 'faces', 'faces.bin'], 'usage'],
    ['to export to nowhere', ['export', 'faces'], 'usage'],
    ['to export into a folder that is not there', ['export', 'faces', '/nonexistent/x.onnx'], 'file'],
    ['something else', ['paint', 'faces'], 'usage'],
  ])('refuses %s: one line, exit 2', async (_, args, errorCode) => {
    const { code, stdout, stderr } = await trilemma('models', ...args);
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await json('models', ...args)).toMatchObject({ error: { code: errorCode } });
    expect(existsSync('faces.bin')).toBe(false);
  });

  it('asks for T by a code of its own', async () => {
    expect(await json('import', published)).toMatchObject({ error: { code: 'steps-unknown' } });
  });
});

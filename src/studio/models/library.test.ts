import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Model, ModelCard } from '../../shared/models/model-card.ts';
import { caught } from '../../platform/testing/caught.ts';
import { librariesIn } from '../testing/libraries.ts';
import { bundle, libraryOf } from '../testing/library-of.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { tinyArchitecture, writeTinyCheckpoint } from '../testing/tiny-checkpoint.ts';
import { verifyModel } from './check.ts';
import { importModel } from './import/import.ts';
import { listModels } from './list-models.ts';
import { findModel } from './library.ts';

function changeCard(model: Model, change: Partial<ModelCard>): void {
  const path = join(dirname(model.path), 'model.json');
  const card = JSON.parse(readFileSync(path, 'utf8')) as ModelCard;
  writeFileSync(path, JSON.stringify({ ...card, ...change }));
}

describe('listModels', () => {
  it('is empty before anything is there', async () => {
    expect(await listModels(librariesIn(temporaryFolder()))).toEqual({ models: [], damaged: [] });
  });

  it('lists bundled models first, then by name', async () => {
    const { folders } = await libraryOf('b', 'a', 'z', 'c');
    bundle(folders, 'z');
    bundle(folders, 'b');
    const { models } = await listModels(folders);
    expect(models.map(({ card, origin }) => [card.name, origin])).toEqual([
      ['b', 'bundled'],
      ['z', 'bundled'],
      ['a', 'imported'],
      ['c', 'imported'],
    ]);
  });

  it('passes over hidden folders and stray files', async () => {
    const { folders } = await libraryOf('a');
    mkdirSync(join(folders.imported, '.import-00000000-1-00000000'));
    writeFileSync(join(folders.imported, 'readme.txt'), 'hello');
    const { models, damaged } = await listModels(folders);
    expect(models.map(({ card }) => card.name)).toEqual(['a']);
    expect(damaged).toEqual([]);
  });

  it.each<[string, (folder: string) => void, string]>([
    ['card', (folder) => rmSync(join(folder, 'model.json')), 'it has no model.json'],
    ['weights', (folder) => rmSync(join(folder, 'model.safetensors')), 'it has no model.safetensors'],
    ['end of its card', (folder) => truncateSync(join(folder, 'model.json'), 40), 'is not JSON'],
    [
      'card to be small',
      (folder) => truncateSync(join(folder, 'model.json'), 2 << 20),
      'too many for a card',
    ],
    ['version', (folder) => writeFileSync(join(folder, 'model.json'), '{}'), 'version must be 1'],
  ])('reports a model that lacks its %s, and goes on', async (_, damage, message) => {
    const { folders } = await libraryOf('a', 'b', 'c');
    damage(join(folders.imported, 'b'));
    const { models, damaged } = await listModels(folders);
    expect(models.map(({ card }) => card.name)).toEqual(['a', 'c']);
    expect(damaged.map(({ name, error }) => [name, error.code])).toEqual([['b', 'model-damaged']]);
    expect(damaged[0]?.error.message).toContain(message);
  });

  it('reports a folder whose card has another name', async () => {
    const { folders } = await libraryOf('a');
    cpSync(join(folders.imported, 'a'), join(folders.imported, 'copy'), { recursive: true });
    const { damaged } = await listModels(folders);
    expect(damaged[0]?.error.message).toContain('its card is of a model named a');
  });

  it('says that a file stands where the folder of models should be', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'file'), '');
    const folders = { bundled: join(root, 'none'), imported: join(root, 'file') };
    expect((await caught(() => listModels(folders))).code).toBe('file');
  });
});

describe('findModel', () => {
  it('finds a model by its name, in whatever case', async () => {
    const { folders, models } = await libraryOf('faces', 'churches');
    expect(await findModel('churches', folders)).toEqual(models[1]);
    expect(await findModel('Faces', folders)).toEqual(models[0]);
  });

  it('finds a model by the first digits of its hash', async () => {
    const { folders, models } = await libraryOf('faces', 'churches');
    const { sha256 } = models[1]!.card;
    expect(await findModel(sha256, folders)).toEqual(models[1]);
    expect(await findModel(sha256.slice(0, 12).toUpperCase(), folders)).toEqual(models[1]);
    expect((await caught(() => findModel(sha256.slice(0, 3), folders))).code).toBe('model-unknown');
  });

  it('takes a name before a hash', async () => {
    const { folders, models } = await libraryOf('faces');
    const digits = models[0]!.card.sha256.slice(0, 8);
    const other = join(temporaryFolder(), 'other.safetensors');
    writeTinyCheckpoint(other, { value: 9, steps: 4 });
    const { model } = await importModel(other, folders, { name: digits });
    expect(await findModel(digits, folders)).toEqual(model);
  });

  it('asks for more digits where two models begin with the same ones', async () => {
    const { folders, models } = await libraryOf('faces', 'churches');
    changeCard(models[1]!, { sha256: models[0]!.card.sha256.slice(0, 8) + models[1]!.card.sha256.slice(8) });
    const error = await caught(() => findModel(models[0]!.card.sha256.slice(0, 8), folders));
    expect(error.code).toBe('model-unknown');
    expect(error.message).toContain('churches, faces');
  });

  it('says what there is, and what was likely meant', async () => {
    const { folders } = await libraryOf('faces', 'churches');
    const { code, message } = await caught(() => findModel('fases', folders));
    expect(code).toBe('model-unknown');
    expect(message).toBe('There is no model "fases". Did you mean faces? There are: churches, faces.');
    expect((await caught(() => findModel('something-else', folders))).message).not.toContain('mean');
    expect((await caught(() => findModel('x'.repeat(1e6), folders))).message.length).toBeLessThan(200);
  });

  it('says that there are no models', async () => {
    const error = await caught(() => findModel('faces', librariesIn(temporaryFolder())));
    expect(error.message).toContain('There are no models yet');
  });

  it('says of a damaged model what is wrong with it', async () => {
    const { folders } = await libraryOf('faces');
    rmSync(join(folders.imported, 'faces', 'model.json'));
    expect((await caught(() => findModel('faces', folders))).code).toBe('model-damaged');
  });

  it.each([
    ['architecture', { architecture: { ...tinyArchitecture, nf: 8 } }, 'does not fit its card'],
    ['T', { steps: 4 }, 'its file is for 2 steps, its card says 4'],
  ])('refuses a model whose file is of another %s than its card', async (_, change, message) => {
    const { folders, models } = await libraryOf('faces');
    changeCard(models[0]!, change);
    const error = await caught(() => findModel('faces', folders));
    expect(error.code).toBe('model-damaged');
    expect(error.message).toContain(message);
  });

  it('refuses a model whose file is cut short', async () => {
    const { folders, models } = await libraryOf('faces');
    truncateSync(models[0]!.path, readFileSync(models[0]!.path).length - 1);
    const error = await caught(() => findModel('faces', folders));
    expect(error.code).toBe('model-damaged');
    expect(error.message).toContain('cut short');
  });
});

describe('verifyModel', () => {
  it('passes a whole file, and reports its progress', async () => {
    const { models } = await libraryOf('faces');
    const reported: number[] = [];
    await verifyModel(models[0]!, ({ done, total }) => reported.push(done / total));
    expect(reported.at(-1)).toBe(1);
  });

  it('notices one bit', async () => {
    const { models } = await libraryOf('faces');
    const bytes = readFileSync(models[0]!.path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(models[0]!.path, bytes);
    const error = await caught(() => verifyModel(models[0]!));
    expect(error.code).toBe('model-damaged');
    expect(error.message).toContain('Import it again');
  });

  it('says that the file is gone', async () => {
    const { models } = await libraryOf('faces');
    rmSync(models[0]!.path);
    expect((await caught(() => verifyModel(models[0]!))).code).toBe('file');
  });
});

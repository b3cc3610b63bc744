import { link, rename } from 'node:fs/promises';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { bundle, libraryOf } from '../testing/library-of.ts';
import { verifyModel } from './check.ts';
import { listModels } from './list-models.ts';
import { findModel } from './library.ts';
import { renameModel } from './rename.ts';

vi.mock('node:fs/promises', { spy: true });

const failure = (code: string) => Object.assign(new Error(code), { code });

const visible = (folder: string) => entries(folder).filter((name) => !name.startsWith('.'));

describe('renameModel', () => {
  it('gives a model another name, and the weights stay what they are', async () => {
    const { folders, models } = await libraryOf('old', 'other');
    const inode = statSync(models[0]!.path).ino;
    const renamed = await renameModel('old', 'new', folders);
    expect(renamed.card).toEqual({ ...models[0]!.card, name: 'new', title: 'new' });
    expect(renamed.path).toBe(join(folders.imported, 'new', 'model.safetensors'));
    expect(await findModel('new', folders)).toEqual(renamed);
    await verifyModel(renamed);
    // The same file, not a copy.
    expect(statSync(renamed.path).ino).toBe(inode);
    expect(entries(folders.imported)).toEqual(['new', 'other']);
  });

  it('takes along all that lies beside the weights', async () => {
    const { folders } = await libraryOf('old');
    writeFileSync(join(folders.imported, 'old', 'discriminator.safetensors'), 'its own');
    mkdirSync(join(folders.imported, 'old', 'sheets'));
    writeFileSync(join(folders.imported, 'old', 'sheets', 'a.txt'), 'of the user');
    await renameModel('old', 'new', folders);
    const folder = join(folders.imported, 'new');
    expect(readFileSync(join(folder, 'discriminator.safetensors'), 'utf8')).toBe('its own');
    expect(readFileSync(join(folder, 'sheets', 'a.txt'), 'utf8')).toBe('of the user');
  });

  it('makes a name from a title', async () => {
    const { folders } = await libraryOf('old');
    const { card } = await renameModel('old', ' Faces of the Séance (2) ', folders);
    expect(card).toMatchObject({ name: 'faces-of-the-seance-2', title: 'Faces of the Séance (2)' });
    expect(await findModel('faces-of-the-seance-2', folders)).toMatchObject({ card });
  });

  it('changes the title alone where the name follows from it already', async () => {
    const { folders, models } = await libraryOf('old');
    const { card } = await renameModel('old', 'Old', folders);
    expect(card).toEqual({ ...models[0]!.card, title: 'Old' });
    expect((await findModel('old', folders)).card).toEqual(card);
    expect(entries(folders.imported)).toEqual(['old']);
  });

  it('lets two names be exchanged', async () => {
    const { folders, models } = await libraryOf('a', 'b');
    await renameModel('a', 'c', folders);
    await renameModel('b', 'a', folders);
    await renameModel('c', 'b', folders);
    expect((await findModel('a', folders)).card.sha256).toBe(models[1]!.card.sha256);
    expect((await findModel('b', folders)).card.sha256).toBe(models[0]!.card.sha256);
  });

  it.each(['other', 'Other', 'faces', 'damaged'])('refuses %s where that name is taken', async (to) => {
    const { folders } = await libraryOf('old', 'other', 'faces');
    bundle(folders, 'faces');
    mkdirSync(join(folders.imported, 'damaged'));
    const error = await caught(() => renameModel('old', to, folders));
    expect(error.code).toBe('model-exists');
    expect(error.message).toContain(`such as ${to.toLowerCase()}-2.`);
    expect(visible(folders.imported)).toEqual(['damaged', 'old', 'other']);
  });

  it.each([
    ['a model that comes with the app', 'faces', 'new', 'model-bundled'],
    ['a model that is not there', 'olt', 'new', 'model-unknown'],
    ['a path', '../app', 'new', 'model-unknown'],
    ['a damaged model', 'damaged', 'new', 'model-damaged'],
    ['no name', 'old', '  ', 'usage'],
  ])('refuses %s', async (_, name, to, code) => {
    const { folders } = await libraryOf('old', 'faces', 'damaged');
    bundle(folders, 'faces');
    rmSync(join(folders.imported, 'damaged', 'model.json'));
    expect((await caught(() => renameModel(name, to, folders))).code).toBe(code);
    expect(visible(folders.imported)).toEqual(['damaged', 'old']);
  });

  it('copies the weights where they cannot be linked', async () => {
    const { folders, models } = await libraryOf('old');
    const bytes = readFileSync(models[0]!.path);
    vi.mocked(link).mockRejectedValueOnce(failure('EPERM'));
    const { path } = await renameModel('old', 'new', folders);
    expect(statSync(path).nlink).toBe(1);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('keeps the model under its old name where the disk fails', async () => {
    const { folders, models } = await libraryOf('old');
    vi.mocked(rename).mockRejectedValueOnce(failure('ENOSPC'));
    const error = await caught(() => renameModel('old', 'new', folders));
    expect(error).toMatchObject({
      code: 'file',
      message: expect.stringContaining('no space left') as string,
    });
    expect(entries(folders.imported)).toEqual(['old']);
    expect((await listModels(folders)).models).toEqual(models);
  });
});

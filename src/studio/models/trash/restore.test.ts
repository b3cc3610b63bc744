import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../../platform/testing/caught.ts';
import { entries } from '../../../platform/testing/folders.ts';
import { libraryOf } from '../../testing/library-of.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { importModel } from '../import/import.ts';
import { relicenseModel } from '../relicense.ts';
import { verifyModel } from '../check.ts';
import { findModel } from '../library.ts';
import { removeModel } from './remove.ts';
import { listRemovedModels, restoreModel, restoreModelById } from './restore.ts';
import { renameModel } from '../rename.ts';

describe('removed models', () => {
  it('come back, whole, by their names or hashes', async () => {
    const { folders } = await libraryOf('a', 'b');
    const before = await findModel('a', folders);
    for (const wanted of ['a', before.card.sha256.slice(0, 12)]) {
      await removeModel('a', folders);
      expect(await listRemovedModels(folders)).toEqual([
        {
          id: expect.any(String) as string,
          name: 'a',
          removedAt: expect.any(Number) as number,
          card: before.card,
        },
      ]);
      expect(await restoreModel(wanted, folders)).toBe('a');
      expect(await findModel('a', folders)).toEqual(before);
      await verifyModel(before);
      expect(await listRemovedModels(folders)).toEqual([]);
    }
  });

  it('are named, with the way back, where something wants them', async () => {
    const { folders } = await libraryOf('a');
    const { card } = await findModel('a', folders);
    await removeModel('a', folders);
    for (const wanted of ['a', card.sha256]) {
      const { code, message } = await caught(() => findModel(wanted, folders));
      expect(code).toBe('model-removed');
      expect(message).toMatch(
        /^The model a was removed on \d{4}-\d\d-\d\d, and is in the trash of the library: bring it back with trilemma models restore a\.$/,
      );
    }
  });

  it('of one name are told apart, and each comes back', async () => {
    const { folders } = await libraryOf('a', 'b', 'c');
    const hashes = new Map<string, string>();
    for (const name of ['a', 'b']) {
      if (name === 'b') await renameModel('b', 'a', folders);
      const { card } = await findModel('a', folders);
      hashes.set(await removeModel('a', folders), card.sha256);
    }
    const restored: string[] = [];
    for (const [id, sha256] of hashes) {
      restored.push(await restoreModelById(id, folders));
      expect((await findModel(restored.at(-1)!, folders)).card.sha256).toBe(sha256);
    }
    expect(restored).toEqual(['a', 'a-2']);
    const again = await caught(() => restoreModelById([...hashes.keys()][0]!, folders));
    expect(again.code).toBe('model-unknown');
  });

  it('come back under another name where theirs is taken', async () => {
    const { folders } = await libraryOf('a', 'b');
    await removeModel('a', folders);
    await renameModel('b', 'a', folders);
    const error = await caught(() => restoreModel('a', folders));
    expect(error.code).toBe('model-exists');
    expect(error.message).toContain('a-2');
    expect(await restoreModel('a', folders, 'a-2')).toBe('a-2');
    expect((await findModel('a-2', folders)).card.name).toBe('a-2');
    expect(entries(folders.imported).filter((name) => !name.startsWith('.'))).toEqual(['a', 'a-2']);
  });

  it('stay listed, and come back with all that they had, whatever else has the same weights', async () => {
    const { folders, models } = await libraryOf('a');
    writeFileSync(join(folders.imported, 'a', 'discriminator.safetensors'), 'its own');
    await relicenseModel('a', 'my own words', folders);
    const copy = join(temporaryFolder(), 'copy.safetensors');
    copyFileSync(models[0]!.path, copy);
    await removeModel('a', folders);
    const again = await importModel(copy, folders, { name: 'again' });
    expect(again.added).toBe(true);
    expect(again.notes.at(-1)).toMatch(
      /^The trash holds a model of the same weights, a: .* models restore a$/,
    );
    const named = async () => (await listRemovedModels(folders)).map(({ name }) => name);
    expect(await named()).toEqual(['a']);
    await removeModel('again', folders);
    expect(await named()).toEqual(['again', 'a']);
    await restoreModel('again', folders);
    await restoreModel('a', folders);
    expect((await findModel('a', folders)).card.license).toBe('my own words');
    expect(entries(join(folders.imported, 'a'))).toContain('discriminator.safetensors');
    expect(await named()).toEqual([]);
  });

  it('are told of, under a name that is free, where the same name is given again', async () => {
    const { folders, models } = await libraryOf('a');
    const copy = join(temporaryFolder(), 'a.safetensors');
    copyFileSync(models[0]!.path, copy);
    await removeModel('a', folders);
    const { notes } = await importModel(copy, folders);
    expect(notes.at(-1)).toMatch(/models restore a --name a-2$/);
    expect(await restoreModel('a', folders, 'a-2')).toBe('a-2');
  });

  it('are not what a renaming leaves', async () => {
    const { folders } = await libraryOf('a');
    await renameModel('a', 'c', folders);
    expect(await listRemovedModels(folders)).toEqual([]);
    expect((await caught(() => restoreModel('a', folders))).message).toContain('It is empty.');
  });

  it('come back damaged where they were', async () => {
    const { folders } = await libraryOf('a');
    rmSync(join(folders.imported, 'a', 'model.json'));
    await removeModel('a', folders);
    expect(await listRemovedModels(folders)).toMatchObject([{ name: 'a', card: null }]);
    await restoreModel('a', folders);
    expect((await caught(() => findModel('a', folders))).code).toBe('model-damaged');
  });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyTrash, moveIntoTrash } from '../../../platform/trash.ts';
import { caught } from '../../../platform/testing/caught.ts';
import { entries } from '../../../platform/testing/folders.ts';
import { librariesIn } from '../../testing/libraries.ts';
import { bundle, libraryOf } from '../../testing/library-of.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { listModels } from '../list-models.ts';
import { removeModel } from './remove.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('removeModel', () => {
  it('takes a model out of the library, and keeps its folder in the trash', async () => {
    const { folders } = await libraryOf('a', 'b');
    await removeModel('a', folders);
    const { models, damaged } = await listModels(folders);
    expect(models.map(({ card }) => card.name)).toEqual(['b']);
    expect(damaged).toEqual([]);
    const [trashed] = entries(folders.imported);
    expect(trashed).toMatch(/^\.trash-\d+-[\da-f]{8}-a$/);
    expect(entries(join(folders.imported, trashed!))).toEqual(['model.json', 'model.safetensors']);
  });

  it('takes a damaged one, too', async () => {
    const { folders } = await libraryOf('a');
    rmSync(join(folders.imported, 'a', 'model.json'));
    await removeModel('a', folders);
    expect(await listModels(folders)).toEqual({ models: [], damaged: [] });
  });

  it('says that a model comes with the app', async () => {
    const { folders } = await libraryOf('faces');
    bundle(folders, 'faces');
    const { code, message } = await caught(() => removeModel('faces', folders));
    expect(code).toBe('model-bundled');
    expect(message).toContain('comes with Trilemma Studio');
    expect(entries(folders.bundled)).toEqual(['faces']);
  });

  it('takes the imported one of two with one name', async () => {
    const { folders } = await libraryOf('faces', 'other');
    bundle(folders, 'faces');
    await moveIntoTrash(folders.imported, 'other');
    const again = await libraryOf('faces');
    await removeModel('faces', { ...folders, imported: again.folders.imported });
    expect(entries(folders.bundled)).toEqual(['faces']);
  });

  it('says what was likely meant', async () => {
    const { folders } = await libraryOf('churches');
    const { code, message } = await caught(() => removeModel('church', folders));
    expect(code).toBe('model-unknown');
    expect(message).toContain('Did you mean churches?');
  });

  it('wants the name, and no hash', async () => {
    const { folders, models } = await libraryOf('churches');
    const { code, message } = await caught(() => removeModel(models[0]!.card.sha256, folders));
    expect(code).toBe('model-unknown');
    expect(message).toContain('churches');
    expect(entries(folders.imported)).toEqual(['churches']);
  });
});

describe('emptyTrash', () => {
  const place = (name: string): unknown =>
    expect.stringMatching(new RegExp(`^\\.trash-\\d+-(?:\\d+_\\d+-)?[\\da-f]{8}-${name}$`));

  /** Looks through the trash each day. */
  async function passDays(folder: string, from: number, days: number): Promise<void> {
    for (let day = 1; day <= days; day++) await emptyTrash(folder, from + day * DAY);
  }

  it('deletes what has been there for more than 30 days, and nothing else', async () => {
    const { folders } = await libraryOf('a', 'b', 'c');
    const now = Date.now();
    await moveIntoTrash(folders.imported, 'a', now);
    await passDays(folders.imported, now, 5);
    await moveIntoTrash(folders.imported, 'b', now + 5 * DAY);
    await passDays(folders.imported, now + 5 * DAY, 25);
    expect(entries(folders.imported)).toEqual([place('a'), place('b'), 'c']);
    await passDays(folders.imported, now + 30 * DAY, 2);
    expect(entries(folders.imported)).toEqual([place('b'), 'c']);
  });

  it('needs no library, and makes none', async () => {
    const root = temporaryFolder();
    await emptyTrash(librariesIn(root).imported);
    expect(entries(root)).toEqual([]);
  });

  it.each([31, 45, 60, 400, 4000])('deletes nothing where the clock is %i days ahead', async (days) => {
    const { folders } = await libraryOf('a');
    const now = Date.now();
    await moveIntoTrash(folders.imported, 'a', now);
    await passDays(folders.imported, now + days * DAY, 2);
    await passDays(folders.imported, now, 20);
    expect(entries(folders.imported)).toEqual([place('a')]);
    await passDays(folders.imported, now + 20 * DAY, 11);
    expect(entries(folders.imported)).toEqual([]);
  });

  it('deletes in its time what was removed while the clock was ahead', async () => {
    const { folders } = await libraryOf('a');
    const now = Date.now();
    await moveIntoTrash(folders.imported, 'a', now + 400 * DAY);
    await passDays(folders.imported, now, 29);
    expect(entries(folders.imported)).toEqual([place('a')]);
    await passDays(folders.imported, now + 29 * DAY, 4);
    expect(entries(folders.imported)).toEqual([]);
  });

  it('keeps for longer what nobody could have taken back in the meantime', async () => {
    const { folders } = await libraryOf('a');
    const now = Date.now();
    await moveIntoTrash(folders.imported, 'a', now);
    for (const weeks of [10, 20, 30, 40]) await emptyTrash(folders.imported, now + weeks * 7 * DAY);
    expect(entries(folders.imported)).toEqual([place('a')]);
    await emptyTrash(folders.imported, now + 50 * 7 * DAY);
    expect(entries(folders.imported)).toEqual([]);
  });
});

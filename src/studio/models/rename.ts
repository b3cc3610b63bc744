import { createReadStream } from 'node:fs';
import { cp, link, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { moveIntoTrash } from '../../platform/trash.ts';
import { printable } from '../../core/checkpoint/printable.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { freeName, isModelName, nameFrom } from '../../shared/models/model-name.ts';
import type { Model, ModelCard } from '../../shared/models/model-card.ts';
import { writeDurably } from '../../platform/atomic-write.ts';
import { fileError } from '../../platform/file-error.ts';
import { takenNames } from './list-models.ts';
import { CARD_FILE, readModel, replaceCard, WEIGHTS_FILE, writeCard } from './model-files.ts';
import type { ModelFolders } from './model-folders.ts';
import { checkOwnModel } from './own-models.ts';
import { makeImportFolder } from './import/unfinished-import.ts';

/**
 * Gives an imported model another name and title: all of it, durably. A crash in between leaves the model under its
 * old name, or under both; never under none.
 *
 * @param name as it is called now
 * @param to what it is to be called: its new title, and its new name too where it can be one; else the name follows
 * from it, as from a file's
 * @throws TrilemmaError 'model-bundled' for those that come with the app; 'model-unknown' where there is none of this
 * name; 'usage' where `to` is empty; 'model-exists' where the new name is taken; 'model-damaged' where the model is
 * no whole one; 'file' where the library cannot be written.
 */
export async function renameModel(name: string, to: string, folders: ModelFolders): Promise<Model> {
  const title = printable(to).trim();
  if (title === '') throw new TrilemmaError('usage', 'A model needs a name: give it one that is not empty.');
  await checkOwnModel(name, 'renamed', folders);
  const folder = join(folders.imported, name);
  const model = await readModel(folder, 'imported');
  const card = { ...model.card, name: isModelName(title) ? title : nameFrom(title), title };
  try {
    if (card.name === name) {
      await replaceCard(folder, card);
      return { ...model, card };
    }
    await checkFree(card.name, folders);
    return await movedTo(model, card, folders);
  } catch (cause) {
    throw fileError(`The model ${name} cannot be renamed`, cause);
  }
}

async function checkFree(name: string, folders: ModelFolders): Promise<void> {
  const taken = await takenNames(folders);
  if (!taken.has(name)) return;
  throw new TrilemmaError(
    'model-exists',
    `There is a model named ${name} already: give this one another name, such as ${freeName(name, taken)}.`,
  );
}

/** The new folder comes whole, then the old one goes: card and folder bear one name at every moment. */
async function movedTo(model: Model, card: ModelCard, folders: ModelFolders): Promise<Model> {
  const folder = join(folders.imported, card.name);
  await using unfinished = await makeImportFolder(folders.imported);
  await carryFiles(dirname(model.path), unfinished.path);
  await writeCard(unfinished.path, card);
  await unfinished.moveTo(folder);
  const { place } = await moveIntoTrash(folders.imported, model.card.name);
  // All of it is in the new folder; what cannot be deleted now leaves the trash in its time.
  await rm(join(folders.imported, place), { recursive: true, force: true }).catch(() => undefined);
  return { card, origin: 'imported', path: join(folder, WEIGHTS_FILE) };
}

/** All of a model but its card: its weights, and its discriminator where it has one. */
async function carryFiles(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name === CARD_FILE) continue;
    const path = await realpath(join(from, name));
    if ((await stat(path)).isDirectory()) await cp(path, join(to, name), { recursive: true });
    else await linkOrCopy(path, join(to, name));
  }
}

/** Not every file system has hard links, and none has them to another one. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await writeDurably(to, createReadStream(from));
  }
}

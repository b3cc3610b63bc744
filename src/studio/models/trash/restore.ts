/** Models in the trash: what is there, and the way back. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../../platform/file-error.ts';
import { listTrash, takeFromTrash } from '../../../platform/trash.ts';
import type { TrashedFolder } from '../../../platform/trash.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { listed } from '../../../shared/listed.ts';
import type { RemovedModelSummary } from '../../../shared/models/model-summary.ts';
import { parseModelCard } from '../../../shared/models/model-card.ts';
import type { ModelCard } from '../../../shared/models/model-card.ts';
import { takenNames } from '../list-models.ts';
import { CARD_FILE, replaceCard } from '../model-files.ts';
import type { ModelFolders } from '../model-folders.ts';
import { checkedModelName, freeName, isModelName } from '../../../shared/models/model-name.ts';

export interface RemovedModel extends RemovedModelSummary {
  /** Null where the folder has none that can be read. */
  readonly card: ModelCard | null;
}

interface TrashedModel extends RemovedModel, TrashedFolder {}

/**
 * Models that can be restored, the latest first. Models of the same weights are models of their own: each has its name,
 * its licence, and may have a discriminator.
 *
 * @throws TrilemmaError 'file' where the library cannot be read.
 */
export async function listRemovedModels(folders: ModelFolders): Promise<readonly RemovedModel[]> {
  return (await trashedModels(folders)).map(({ id, name, removedAt, card }) => ({
    id,
    name,
    removedAt,
    card,
  }));
}

/**
 * The removed model that a name or the first digits of a hash mean: of several, the one that was removed last.
 *
 * @throws TrilemmaError 'file' where the library cannot be read.
 */
export async function findRemovedModel(
  nameOrHash: string,
  folders: ModelFolders,
): Promise<RemovedModel | undefined> {
  return findTrashed(nameOrHash, await trashedModels(folders));
}

/**
 * Brings a removed model back.
 *
 * @param nameOrHash as it was called, or the first digits (4 or more) of its weights' SHA-256
 * @param as another name for it
 * @returns the name that it has now
 * @throws TrilemmaError 'model-unknown' where the trash holds no such model; 'model-exists' where its name is taken;
 * 'usage' where `as` cannot be a name; 'file' where it cannot be moved.
 */
export async function restoreModel(nameOrHash: string, folders: ModelFolders, as?: string): Promise<string> {
  const trashed = await trashedModels(folders);
  const found = findTrashed(nameOrHash, trashed);
  if (found === undefined) throw notInTrash(nameOrHash, trashed);
  const name = as === undefined ? found.name : checkedModelName(as);
  const taken = await takenNames(folders);
  if (taken.has(name)) {
    throw new TrilemmaError(
      'model-exists',
      `There is a model named ${name} already: bring this one back under another name, such as ${freeName(name, taken)}, or rename the other first.`,
    );
  }
  return await moveBack(found, name, folders);
}

/**
 * Brings the removed model back that has an id: of two with one name, either can be had, under a free name where its own
 * is taken.
 *
 * @returns the name that it has now
 * @throws TrilemmaError 'model-unknown' where it is no more in the trash; 'file' where it cannot be moved.
 */
export async function restoreModelById(wanted: string, folders: ModelFolders): Promise<string> {
  const found = (await trashedModels(folders)).find(({ id }) => id === wanted);
  if (found === undefined) {
    throw new TrilemmaError('model-unknown', 'The model is not in the trash any more.');
  }
  return await moveBack(found, freeName(found.name, await takenNames(folders)), folders);
}

async function moveBack(found: TrashedModel, name: string, folders: ModelFolders): Promise<string> {
  try {
    const { card } = found;
    if (card !== null && card.name !== name) {
      await replaceCard(join(folders.imported, found.place), { ...card, name });
    }
    await takeFromTrash(folders.imported, found, name);
  } catch (cause) {
    throw fileError(`The model ${found.name} cannot be brought back from the trash`, cause);
  }
  return name;
}

const MIN_HASH_DIGITS = 4;

function findTrashed(nameOrHash: string, trashed: readonly TrashedModel[]): TrashedModel | undefined {
  const wanted = nameOrHash.trim().toLowerCase();
  const isHash = wanted.length >= MIN_HASH_DIGITS && /^[\da-f]{1,64}$/.test(wanted);
  return (
    trashed.find(({ name }) => name === wanted) ??
    (isHash ? trashed.find(({ card }) => card?.sha256.startsWith(wanted)) : undefined)
  );
}

async function trashedModels(folders: ModelFolders): Promise<readonly TrashedModel[]> {
  const folder = folders.imported;
  const places = await listTrash(folder).catch((cause: unknown) => {
    throw fileError(`The trash in ${folder} cannot be read`, cause);
  });
  return Promise.all(
    places
      .filter(({ name }) => isModelName(name))
      .map(async (trashed) => ({ ...trashed, card: await cardOf(join(folder, trashed.place)) })),
  );
}

async function cardOf(folder: string): Promise<ModelCard | null> {
  try {
    return parseModelCard(JSON.parse(await readFile(join(folder, CARD_FILE), 'utf8')));
  } catch {
    return null;
  }
}

function notInTrash(typed: string, trashed: readonly TrashedModel[]): TrilemmaError {
  const names = trashed.map(({ name }) => name);
  const there =
    names.length === 0 ? 'It is empty.' : `It holds: ${listed([...new Set(names)], { most: 20 })}.`;
  return new TrilemmaError(
    'model-unknown',
    `There is no model ${JSON.stringify(typed.slice(0, 80))} in the trash. ${there}`,
  );
}

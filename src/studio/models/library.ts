/** The model that a person or a recipe means. */
import { printable } from '../../core/checkpoint/printable.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { listed } from '../../shared/listed.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { checkModel } from './check.ts';
import { listModels } from './list-models.ts';
import type { ModelFolders } from './model-folders.ts';
import { nearestName } from './nearest-name.ts';
import { findRemovedModel } from './trash/restore.ts';

/** More names than this do not help. */
const MAX_LISTED = 20;

/** Fewer digits of a hash would hit a model by chance. */
const MIN_HASH_DIGITS = 4;

/**
 * The model that a person means, fit for use: by its name, else by the first digits (4 or more) of its weights'
 * SHA-256. Of two with one name, the bundled one.
 *
 * @throws TrilemmaError 'model-unknown' where there is none, or several begin with these digits, with what there
 * is; 'model-removed' where it is in the trash, with the way back; 'model-damaged' where its folder is damaged or its file is not what its card says ({@link checkModel});
 * 'file' where it may not be read.
 */
export async function findModel(nameOrHash: string, folders: ModelFolders): Promise<Model> {
  const { models, damaged } = await listModels(folders);
  const wanted = nameOrHash.trim().toLowerCase();
  const named = models.find(({ card }) => card.name === wanted);
  const broken = damaged.find(({ name }) => name === wanted);
  if (named === undefined && broken !== undefined) throw broken.error;
  const found = named ?? modelWithHash(wanted, models);
  if (found === undefined) {
    const removed = await findRemovedModel(wanted, folders);
    if (removed !== undefined) throw removedModel(removed.name, removed.removedAt);
    throw unknownModel(
      nameOrHash,
      models.map(({ card }) => card.name),
    );
  }
  checkModel(found);
  return found;
}

function modelWithHash(prefix: string, models: readonly Model[]): Model | undefined {
  if (prefix.length < MIN_HASH_DIGITS || !/^[\da-f]{1,64}$/.test(prefix)) return undefined;
  const hits = models.filter(({ card }) => card.sha256.startsWith(prefix));
  const hashes = new Set(hits.map(({ card }) => card.sha256));
  if (hashes.size <= 1) return hits[0];
  const names = listed(
    hits.map(({ card }) => card.name),
    { most: MAX_LISTED },
  );
  throw new TrilemmaError(
    'model-unknown',
    `The hashes of several models begin with ${prefix}: ${names}. Give more digits, or a name.`,
  );
}

function removedModel(name: string, removedAt: number): TrilemmaError {
  const day = new Date(removedAt).toISOString().slice(0, 10);
  return new TrilemmaError(
    'model-removed',
    `The model ${name} was removed on ${day}, and is in the trash of the library: bring it back with trilemma models restore ${name}.`,
  );
}

function unknownModel(typed: string, names: readonly string[]): TrilemmaError {
  const nearest = nearestName(typed, names);
  const question = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const list =
    names.length === 0
      ? ' There are no models yet: import a checkpoint first.'
      : ` There are: ${listed(names, { most: MAX_LISTED })}.`;
  return new TrilemmaError('model-unknown', `There is no model "${printable(typed)}".${question}${list}`);
}

/** The library of models: those that come with the app, and those that the user added. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../core/checkpoint/printable.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model, ModelOrigin } from '../../shared/model-card.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import { checkModel } from './check.ts';
import { readModel } from './model-files.ts';
import { modelFolders } from './model-folders.ts';
import type { ModelFolders } from './model-folders.ts';
import { nearestName } from './nearest-name.ts';

/** A folder in the library that holds no usable model. */
interface DamagedModel {
  /** The folder's name. */
  readonly name: string;
  /** What is wrong with it, code 'model-damaged' or 'file'. */
  readonly error: TrilemmaError;
}

export interface ModelList {
  /** Bundled models first, then by name. */
  readonly models: readonly Model[];
  readonly damaged: readonly DamagedModel[];
}

/**
 * All models, as their cards describe them; their weights are not read.
 *
 * @throws TrilemmaError 'file' where a folder of models exists and may not be read.
 */
export async function listModels(folders: ModelFolders = modelFolders()): Promise<ModelList> {
  const lists = [
    await listFolder(folders.bundled, 'bundled'),
    await listFolder(folders.imported, 'imported'),
  ];
  return {
    models: lists.flatMap(({ models }) => models),
    damaged: lists.flatMap(({ damaged }) => damaged),
  };
}

/** Fewer digits of a hash would hit a model by chance. */
const MIN_HASH_DIGITS = 4;

/**
 * The model that a person means, fit for use: by its name, else by the first digits (4 or more) of its weights'
 * SHA-256. Of two with one name, the bundled one.
 *
 * @throws TrilemmaError 'model-unknown' where there is none, or several begin with these digits, with what there
 * is; 'model-damaged' where its folder is damaged or its file is not what its card says ({@link checkModel});
 * 'file' where it may not be read.
 */
export async function findModel(nameOrHash: string, folders: ModelFolders = modelFolders()): Promise<Model> {
  const { models, damaged } = await listModels(folders);
  const wanted = nameOrHash.trim().toLowerCase();
  const named = models.find(({ card }) => card.name === wanted);
  const broken = damaged.find(({ name }) => name === wanted);
  if (named === undefined && broken !== undefined) throw broken.error;
  const found = named ?? modelWithHash(wanted, models);
  if (found === undefined) {
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
  const names = hits.map(({ card }) => card.name).join(', ');
  throw new TrilemmaError(
    'model-unknown',
    `The hashes of several models begin with ${prefix}: ${names}. Give more digits, or a name.`,
  );
}

/** More names than this do not help. */
const MAX_LISTED = 20;

function unknownModel(typed: string, names: readonly string[]): TrilemmaError {
  const nearest = nearestName(typed, names);
  const question = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const more = names.length > MAX_LISTED ? `, and ${names.length - MAX_LISTED} more` : '';
  const list =
    names.length === 0
      ? ' There are no models yet: import a checkpoint first.'
      : ` There are: ${names.slice(0, MAX_LISTED).join(', ')}${more}.`;
  return new TrilemmaError('model-unknown', `There is no model "${printable(typed)}".${question}${list}`);
}

async function listFolder(folder: string, origin: ModelOrigin): Promise<ModelList> {
  const models: Model[] = [];
  const damaged: DamagedModel[] = [];
  for (const name of await modelNames(folder)) {
    try {
      models.push(await readModel(join(folder, name), origin));
    } catch (error) {
      if (!(error instanceof TrilemmaError)) throw error;
      damaged.push({ name, error });
    }
  }
  return { models, damaged };
}

/**
 * Names of the folders, whole models or not, in one of the library's two, in order. Hidden ones are imports that
 * are not finished.
 *
 * @throws TrilemmaError 'file' where the folder exists and may not be read.
 */
export async function modelNames(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    const names = folders.map(({ name }) => name).filter((name) => !name.startsWith('.'));
    return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw fileError(`The models in ${folder} cannot be listed`, cause);
  }
}

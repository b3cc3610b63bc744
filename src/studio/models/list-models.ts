/** All that is in the library of models: those that come with the app, and those that the user added. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model, ModelOrigin } from '../../shared/models/model-card.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import { readModel } from './model-files.ts';
import type { ModelFolders } from './model-folders.ts';

/** A folder in the library that holds no usable model. */
interface DamagedModel {
  /** The folder's name. */
  readonly name: string;
  /** The reason, with code 'model-damaged' or 'file'. */
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
export async function listModels(folders: ModelFolders): Promise<ModelList> {
  const lists = [
    await listFolder(folders.bundled, 'bundled'),
    await listFolder(folders.imported, 'imported'),
  ];
  return {
    models: lists.flatMap(({ models }) => models),
    damaged: lists.flatMap(({ damaged }) => damaged),
  };
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

/**
 * Names that no other model can have.
 *
 * @throws TrilemmaError 'file' where a folder of models exists and may not be read.
 */
export async function takenNames(folders: ModelFolders): Promise<ReadonlySet<string>> {
  return new Set([...(await modelNames(folders.bundled)), ...(await modelNames(folders.imported))]);
}

import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../../shared/models/model-card.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { importModel } from '../models/import/import.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import { librariesIn } from './libraries.ts';
import { writeTinyCheckpoint } from './tiny-checkpoint.ts';

/** A library with one imported model for each name. */
export async function libraryOf(
  ...names: readonly string[]
): Promise<{ folders: ModelFolders; models: Model[] }> {
  const root = temporaryFolder();
  const folders = librariesIn(root);
  const models: Model[] = [];
  for (const [index, name] of names.entries()) {
    const checkpoint = join(root, 'checkpoint.safetensors');
    writeTinyCheckpoint(checkpoint, { value: index, steps: 2 });
    const { model } = await importModel(checkpoint, folders, { name });
    models.push(model);
  }
  return { folders, models };
}

/** Makes an imported model one that came with the app. */
export function bundle(folders: ModelFolders, name: string): void {
  mkdirSync(folders.bundled, { recursive: true });
  renameSync(join(folders.imported, name), join(folders.bundled, name));
}

/** Removed models stay for a while among the imported ones, hidden. */
import { emptyTrash, moveIntoTrash } from '../../../platform/trash.ts';
import { modelFolders } from '../model-folders.ts';
import type { ModelFolders } from '../model-folders.ts';

/** Puts a model's folder into the trash, durably. */
export async function moveToTrash(name: string, folders: ModelFolders, now = Date.now()): Promise<void> {
  await moveIntoTrash(folders.imported, name, now);
}

/** Deletes what has been in the trash for more than 30 days. Call it at start. */
export async function emptyModelTrash(
  folders: ModelFolders = modelFolders(),
  now = Date.now(),
): Promise<void> {
  await emptyTrash(folders.imported, now);
}

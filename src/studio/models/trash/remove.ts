import { emptyTrash, moveIntoTrash } from '../../../platform/trash.ts';
import { fileError } from '../../../platform/file-error.ts';
import type { ModelFolders } from '../model-folders.ts';
import { checkOwnModel } from '../own-models.ts';

/**
 * Takes an imported model, whole or damaged, out of the library. Its folder stays in the library's trash for 30
 * days.
 *
 * @returns what tells it from others of its name in the trash
 * @throws TrilemmaError 'model-bundled' for those that come with the app, 'model-unknown' where there is none of
 * this name, 'file' where it cannot be moved.
 */
export async function removeModel(name: string, folders: ModelFolders): Promise<string> {
  await checkOwnModel(name, 'removed', folders);
  const { id } = await moveIntoTrash(folders.imported, name).catch((cause: unknown) => {
    throw fileError(`The model ${name} cannot be removed`, cause);
  });
  await emptyTrash(folders.imported);
  return id;
}

/** The user's part of the library: what may be renamed and removed. */
import { TrilemmaError } from '../../shared/errors.ts';
import { modelNames } from './list-models.ts';
import { findModel } from './library.ts';
import type { ModelFolders } from './model-folders.ts';

/**
 * Sees that a name is that of an imported model, whole or damaged.
 *
 * @param what is to be done with it, as in `renamed`
 * @throws TrilemmaError 'model-bundled' where the name is only that of a model that comes with the app,
 * 'model-unknown' where there is none, 'file' where the library cannot be read.
 */
export async function checkOwnModel(name: string, what: string, folders: ModelFolders): Promise<void> {
  if ((await modelNames(folders.imported)).includes(name)) return;
  if ((await modelNames(folders.bundled)).includes(name)) {
    throw new TrilemmaError(
      'model-bundled',
      `The model ${name} comes with Trilemma Studio, and cannot be ${what}; models that you imported can.`,
    );
  }
  // Says what there is, and what was likely meant.
  const other = await findModel(name, folders);
  throw new TrilemmaError(
    'model-unknown',
    `There is no model named ${name}: to have ${other.card.name} ${what}, give its name.`,
  );
}

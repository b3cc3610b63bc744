import { join } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { fileError } from '../../platform/file-error.ts';
import { readModel, replaceCard } from './model-files.ts';
import type { ModelFolders } from './model-folders.ts';
import { checkOwnModel } from './own-models.ts';

/**
 * Changes what the card of an imported model says of its licence.
 *
 * @throws TrilemmaError 'model-bundled' for those that come with the app; 'model-unknown' where there is none of this
 * name; 'usage' where the text is empty; 'model-damaged' where the model is no whole one; 'file' where the card cannot
 * be written.
 */
export async function relicenseModel(name: string, license: string, folders: ModelFolders): Promise<Model> {
  const text = license.trim();
  if (text === '') throw new TrilemmaError('usage', 'A licence needs a name: give one that is not empty.');
  await checkOwnModel(name, 'given another licence', folders);
  const folder = join(folders.imported, name);
  const model = await readModel(folder, 'imported');
  const card = { ...model.card, license: text };
  try {
    await replaceCard(folder, card);
  } catch (cause) {
    throw fileError(`The licence of ${name} cannot be changed`, cause);
  }
  return { ...model, card };
}

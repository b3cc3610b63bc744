import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { CheckedModels } from './checked-models.ts';

/**
 * A model that a recipe or a path names.
 *
 * @param role what it is there, as in `that the path leads through`
 * @throws {TrilemmaError} as `findModel`, in the words of who wrote the name where the library has no such model.
 */
export async function namedModel(
  models: Pick<CheckedModels, 'find'>,
  { name, sha256 }: Recipe['model'],
  role: string,
): Promise<Model> {
  try {
    return await models.find(sha256);
  } catch (cause) {
    if (!(cause instanceof TrilemmaError) || cause.code !== 'model-unknown') throw cause;
    throw new TrilemmaError(
      'model-unknown',
      `The model ${name} ${role} is not in the library: import it first.`,
      { cause },
    );
  }
}

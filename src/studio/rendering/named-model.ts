import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { checkAlike } from '../../shared/models/alike-models.ts';
import type { LatentRecipe, Recipe } from '../../shared/recipe/recipe.ts';
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

/**
 * The model that a recipe's weights fade into, where they do.
 *
 * @throws {TrilemmaError} `model-unknown` where the library does not have it; `usage` where nothing is between the two.
 */
export async function towardsOf(
  models: Pick<CheckedModels, 'find'>,
  { card }: Model,
  { fade }: LatentRecipe,
): Promise<Model | undefined> {
  if (fade === undefined) return undefined;
  const towards = await namedModel(models, fade.model, 'that the picture fades into');
  checkAlike([card, towards.card]);
  return towards;
}

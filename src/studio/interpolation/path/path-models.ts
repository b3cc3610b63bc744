import { checkAlike } from '../../../shared/models/alike-models.ts';
import { modelsOf } from '../../../core/latent/path/models.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import type { Model } from '../../../shared/models/model-card.ts';
import type { LatentRecipe, Recipe } from '../../../shared/recipe/recipe.ts';
import { namedModel } from '../../rendering/named-model.ts';
import type { CheckedModels } from '../../rendering/checked-models.ts';
import type { ModelRecipe } from '../../rendering/wanted-picture.ts';

/** The models of a path; the first is that of its first key frame. */
export class PathModels {
  readonly first: Model;
  readonly #byHash: ReadonlyMap<string, Model>;

  private constructor(models: readonly Model[]) {
    this.first = models[0]!;
    this.#byHash = new Map(models.map((model) => [model.card.sha256, model]));
  }

  /**
   * @throws {TrilemmaError} `model-unknown` where the library does not have one of them, and as `findModel`; `usage`
   *   where no weights are between them; `recipe-invalid` where the path's pictures are of another size.
   */
  static async find(models: Pick<CheckedModels, 'find'>, path: LatentPath): Promise<PathModels> {
    const found: Model[] = [];
    for (const name of modelsOf(path)) {
      found.push(await namedModel(models, name, 'that the path leads through'));
    }
    const cards = found.map(({ card }) => card);
    checkAlike(cards);
    const [{ name, architecture }] = cards as [Model['card']];
    if (path.imageSize !== architecture.imageSize) {
      throw new TrilemmaError(
        'recipe-invalid',
        `The path is for pictures of ${path.imageSize} pixels, but its model ${name} makes ${architecture.imageSize}.`,
      );
    }
    return new PathModels(found);
  }

  of({ sha256 }: Recipe['model']): Model {
    return this.#byHash.get(sha256)!;
  }

  /** A recipe of the path, with the models that its weights are made of. */
  withModels(model: Recipe['model'], recipe: LatentRecipe): ModelRecipe {
    const { fade } = recipe;
    return { model: this.of(model), towards: fade && this.of(fade.model), recipe };
  }
}

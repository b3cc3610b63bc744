import { TrilemmaError } from '../../shared/errors.ts';
import type { LatentPath } from '../../shared/latent-path.ts';
import type { Model } from '../../shared/model-card.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';

/** @throws {TrilemmaError} as `findModel`, where the library has no such model; else as {@link checkModel}. */
export async function modelOfPath(
  models: Pick<CheckedModels, 'find'>,
  path: Pick<LatentPath, 'model' | 'imageSize'>,
): Promise<Model> {
  const model = await found(models, path);
  checkModel(path, model);
  return model;
}

async function found(models: Pick<CheckedModels, 'find'>, { model }: Pick<LatentPath, 'model'>) {
  try {
    return await models.find(model.sha256);
  } catch (cause) {
    if (!(cause instanceof TrilemmaError) || cause.code !== 'model-unknown') throw cause;
    throw new TrilemmaError(
      'model-unknown',
      `The model ${model.name} that the path leads through is not in the library: import it first.`,
      { cause },
    );
  }
}

/** @throws {TrilemmaError} `usage` where the path is of another model; `recipe-invalid` where its pictures are of another size. */
export function checkModel(path: Pick<LatentPath, 'model' | 'imageSize'>, { card }: Model): void {
  const { imageSize } = card.architecture;
  if (path.model.sha256 !== card.sha256) {
    throw new TrilemmaError(
      'usage',
      `The path leads through pictures of the model ${path.model.name}, not of ${card.name}.`,
    );
  }
  if (path.imageSize !== imageSize) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The path is for pictures of ${path.imageSize} pixels, but its model ${card.name} makes ${imageSize}.`,
    );
  }
}

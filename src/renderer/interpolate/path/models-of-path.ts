/** What the library says of a path's models. */
import { checkAlike } from '../../../shared/models/alike-models.ts';
import { keyFrameModel, modelsOf } from '../../../core/latent/path/models.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import type { ModelsState } from '../../app/models-state.svelte.ts';

/**
 * @param names in the order of the key frames
 * @throws TrilemmaError 'model-unknown' where the library does not have one of several models, 'usage' where no weights
 *   are between them
 */
export function checkModels(
  names: readonly LatentPath['model'][],
  models: Pick<ModelsState, 'withHash'>,
): void {
  const distinct = [...new Map(names.map((name) => [name.sha256, name])).values()];
  if (distinct.length <= 1) return;
  checkAlike(
    distinct.map(({ name, sha256 }) => {
      const card = models.withHash(sha256)?.card;
      if (card !== undefined) return card;
      throw new TrilemmaError('model-unknown', `The model ${name} is not in the library: import it first.`);
    }),
  );
}

/** The name of a key frame's model, where the path leads through several; null where there is only one. */
export function modelNameAt(path: KeyFramePath, index: number): string | null {
  return modelsOf(path).length > 1 ? keyFrameModel(path, index).name : null;
}

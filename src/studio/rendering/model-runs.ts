/** Pictures of several models, and of weights between two, by way of the queue. */
import { checkAlike } from '../../shared/models/alike-models.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { runsOf } from '../../shared/runs.ts';
import type { CheckedModels } from './checked-models.ts';
import { namedModel } from './named-model.ts';
import type { RenderQueue, RenderRequest } from './render-queue.ts';

export interface ModelPicture {
  readonly model: Model;
  /** Whose weights its own fade into. */
  readonly towards: Model | undefined;
  readonly recipe: LatentRecipe;
}

type RunsRequest = Omit<RenderRequest, 'model' | 'towards' | 'pictures'> & {
  /** One at least. */
  readonly pictures: readonly ModelPicture[];
};

/** As `RenderQueue.render`: neighbours that one network computes are a request of their own, in order. */
export async function renderRuns(
  queue: RenderQueue,
  { pictures, ...request }: RunsRequest,
): Promise<DeviceChoice> {
  let choice: DeviceChoice | undefined;
  for (const { first, items } of runsOf(pictures, networkOf)) {
    const { model, towards } = items[0]!;
    choice = await queue.render({
      ...{ ...request, model, towards },
      pictures: items.map(({ recipe }) => recipe),
      onStep: (index, step, preview) => request.onStep?.(first + index, step, preview),
      onPicture: (index, picture, image) => request.onPicture(first + index, picture, image),
    });
  }
  if (choice === undefined) throw new RangeError('there is no picture to render');
  return choice;
}

function networkOf({ model, towards }: ModelPicture): string {
  return `${model.card.sha256} ${towards?.card.sha256 ?? ''}`;
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

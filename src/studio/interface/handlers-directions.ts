import { randomUUID } from 'node:crypto';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { floatsFromBase64 } from '../../shared/recipe/base64-floats.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { loadPrincipal } from '../directions/directions.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type DirectionHandlers = Pick<
  Handlers,
  'directions.load' | 'directions.save' | 'directions.rename' | 'directions.remove'
>;

export function directionHandlers({ dataFolder, engine, models, directions }: Services): DirectionHandlers {
  const cache = dataFolderLayout(dataFolder).cache.directions;
  return {
    'directions.load': async ({ model: name }) => {
      const model = await models.find(name);
      // The mapping is small, and on the CPU the directions are the same on every machine of a kind.
      const principal = await loadPrincipal(engine, model, 'cpu', cache);
      return { ...principal, saved: directions.ofModel(model.card.sha256) };
    },
    'directions.save': async ({ model: nameOfModel, name, vector }) => {
      const { card } = await models.find(nameOfModel);
      const values = floatsFromBase64(vector);
      if (values?.length !== card.architecture.zEmbDim || !values.every(Number.isFinite)) {
        throw new TrilemmaError(
          'usage',
          `A direction of ${card.name} is ${card.architecture.zEmbDim} numbers; this is none.`,
        );
      }
      const direction = { id: randomUUID(), name, vector };
      directions.insert(card.sha256, direction);
      return direction;
    },
    'directions.rename': ({ id, name }) => {
      if (directions.rename(id, name)) return null;
      throw new TrilemmaError('usage', 'There is no such direction any more.');
    },
    'directions.remove': ({ id }) => {
      directions.remove(id);
      return null;
    },
  };
}

import { TrilemmaError } from '../../shared/errors.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import { pictureInEachOrder } from '../models/import/band-order.ts';
import { drawingFrom } from '../models/import/draw-pictures.ts';
import { readOrderCandidates } from '../models/import/found-generator.ts';
import { listModels } from '../models/list-models.ts';
import { listRemovedModels, restoreModelById } from '../models/trash/restore.ts';
import { removeModel } from '../models/trash/remove.ts';
import { renameModel } from '../models/rename.ts';
import { modelSummary } from '../models/summary.ts';
import { toScreenPixels } from '../pictures/pixels.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type ModelHandlers = Pick<
  Handlers,
  'models.list' | 'models.rename' | 'models.remove' | 'models.restore' | 'models.bandOrders' | 'devices.test'
>;

export function modelHandlers({ dataFolder, folders, models, events, engine }: Services): ModelHandlers {
  const changed = () => {
    models.forget();
    events.emit('models-changed', null);
    return null;
  };
  return {
    'models.list': async () => {
      const { models: found, damaged } = await listModels(folders);
      const summaries: ModelSummary[] = [];
      const broken = damaged.map(({ name, error }) => ({ name, message: error.message }));
      for (const model of found) {
        try {
          summaries.push(await modelSummary(model, dataFolder));
        } catch (error) {
          if (!(error instanceof TrilemmaError)) throw error;
          broken.push({ name: model.card.name, message: error.message });
        }
      }
      const removed = await listRemovedModels(folders);
      return {
        models: summaries,
        damaged: broken,
        removed: removed.map(({ id, name, removedAt }) => ({ id, name, removedAt })),
      };
    },
    'models.rename': async ({ name, to }) => {
      const { card } = await renameModel(name, to, folders);
      changed();
      return { name: card.name };
    },
    'models.remove': async ({ name }) => {
      const id = await removeModel(name, folders);
      changed();
      return { id };
    },
    'models.restore': async ({ id }) => {
      const name = await restoreModelById(id, folders);
      changed();
      return { name };
    },
    'models.bandOrders': async ({ path, ...facts }, { signal }) => {
      const draw = drawingFrom(engine, { path, weights: facts.weights }, { signal });
      const drawn = await pictureInEachOrder(readOrderCandidates(path, facts), draw);
      return drawn.map(({ order, picture }) => ({ order, pixels: toScreenPixels(picture) }));
    },
    'devices.test': async ({ device }, { signal }) => {
      const [model] = (await listModels(folders)).models;
      if (model === undefined) {
        throw new TrilemmaError('model-unknown', 'A device is tested with a model: import one first.');
      }
      const { card, path } = await models.find(model.card.name);
      return engine.request('load', { model: { path, architecture: card.architecture }, device }, { signal });
    },
  };
}

import type { TrainingRequests } from '../../shared/contract/training-requests.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

export function trainingHandlers({ training }: Services): Pick<Handlers, keyof TrainingRequests> {
  return {
    'training.inspect': (params, { signal, progress }) =>
      training.inspect(params, signal, (done, total) => progress({ done, total })),
    'training.estimate': (spec, { signal }) => training.estimate(spec, signal),
    'training.start': async (spec) => ({ id: await training.start(spec) }),
    'training.list': () => training.list(),
    'training.metrics': ({ id, afterStep }) => training.metrics(id, afterStep),
    'training.pause': async ({ id }) => {
      await training.pause(id);
      return null;
    },
    'training.resume': async ({ id }) => {
      await training.resume(id);
      return null;
    },
    'training.stop': async ({ id }) => {
      await training.stop(id);
      return null;
    },
    'training.branch': async (params) => ({ id: await training.branch(params) }),
    'training.keep': async (params) => ({ model: await training.keep(params) }),
    'training.remove': async ({ id }) => {
      await training.remove(id);
      return null;
    },
  };
}

import type { TrainingRequests } from '../../shared/contract/training-requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Handlers } from './handlers.ts';

export function trainingHandlers(): Pick<Handlers, keyof TrainingRequests> {
  const later = () => {
    throw new TrilemmaError('usage', 'This is not built yet.');
  };
  return {
    'training.inspect': later,
    'training.estimate': later,
    'training.start': later,
    'training.list': later,
    'training.metrics': later,
    'training.pause': later,
    'training.resume': later,
    'training.stop': later,
    'training.branch': later,
    'training.keep': later,
    'training.remove': later,
  };
}

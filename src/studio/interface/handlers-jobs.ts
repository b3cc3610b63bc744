import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type JobHandlers = Pick<
  Handlers,
  | 'jobs.start'
  | 'jobs.list'
  | 'jobs.cancel'
  | 'jobs.pause'
  | 'jobs.resume'
  | 'jobs.retry'
  | 'jobs.dismiss'
  | 'jobs.pictures'
>;

export function jobHandlers({ jobs, pictures }: Services): JobHandlers {
  return {
    'jobs.start': (spec) => ({ id: jobs.start(spec) }),
    'jobs.list': () => jobs.list(),
    'jobs.cancel': ({ id }) => {
      jobs.cancel(id);
      return null;
    },
    'jobs.pause': ({ id }) => {
      jobs.pause(id);
      return null;
    },
    'jobs.resume': ({ id }) => {
      jobs.resume(id);
      return null;
    },
    'jobs.retry': ({ id }) => {
      jobs.retry(id);
      return null;
    },
    'jobs.dismiss': ({ id }) => {
      jobs.dismiss(id);
      return null;
    },
    'jobs.pictures': async ({ id }) => {
      const spec = jobs.spec(id);
      if (spec.kind !== 'generate') return [];
      const ready = await pictures.inMemory(spec);
      return [...ready].map(([index, picture]) => ({ index, picture }));
    },
  };
}

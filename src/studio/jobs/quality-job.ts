/** The job that measures a model's quality. It has an engine of its own: the studio's goes on serving what is looked at. */
import { EngineClient, type StartEngine } from '../../engine/client.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { EventHub } from '../interface/event-hub.ts';
import { measureQuality, type QualityStage } from '../quality/measure-quality.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import type { JobRunners } from './job-runner.ts';

/** Where each stage begins, as a share of the whole: comparing takes longest. */
const STAGES: Readonly<Record<QualityStage, readonly [number, number]>> = {
  photographs: [0, 0.05],
  pictures: [0.05, 0.3],
  comparing: [0.3, 1],
};

export function qualityRunner({
  dataFolder,
  models,
  events,
  startEngine,
}: {
  readonly dataFolder: string;
  readonly models: CheckedModels;
  readonly events: EventHub;
  readonly startEngine: StartEngine | undefined;
}): JobRunners['measure-quality'] {
  return async (spec, { signal, progress }) => {
    const model = await models.find(spec.model);
    using engine = new EngineClient(startEngine === undefined ? {} : { start: startEngine });
    // Some of its work takes a minute that nothing interrupts but its end.
    using _ending = onAbort(signal, () => engine[Symbol.dispose]());
    try {
      const report = await measureQuality(engine, dataFolder, model, {
        ...spec,
        seed: parseSeed('0'),
        signal,
        onProgress: (stage, done, total) => {
          const [from, to] = STAGES[stage];
          progress(
            Math.floor(spec.pictures * (from + ((to - from) * done) / total)),
            spec.pictures,
            'pictures',
          );
        },
      });
      events.emit('models-changed', null);
      return { kind: 'measure-quality', ...report };
    } catch (error) {
      throw signal.aborted ? new TrilemmaError('cancelled', 'Cancelled.') : error;
    }
  };
}

function onAbort(signal: AbortSignal, action: () => void): Disposable {
  signal.addEventListener('abort', action);
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', action) };
}

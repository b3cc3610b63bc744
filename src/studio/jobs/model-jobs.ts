/** Jobs about models: import, export, benchmark. */
import type { EngineClient } from '../../engine/client.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { EventHub } from '../interface/event-hub.ts';
import { benchmarkModel } from '../models/benchmark.ts';
import { exportModel } from '../models/export.ts';
import { drawingFrom } from '../models/import/draw-pictures.ts';
import { importModel } from '../models/import/import.ts';
import type { NotTakenOn } from '../models/import/import.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import type { RenderQueue } from '../rendering/render-queue.ts';
import type { JobRunners } from './job-runner.ts';
import { survivingTheEngine } from '../engine-deaths.ts';

export interface ModelServices {
  readonly engine: EngineClient;
  readonly folders: ModelFolders;
  readonly models: CheckedModels;
  readonly renderQueue: RenderQueue;
  readonly events: EventHub;
}

export function importRunner({ engine, folders, models, events }: ModelServices): JobRunners['import-model'] {
  return async ({ path, name, steps, imageSize, bandOrder, weights }, { signal, progress }) => {
    const draw = drawingFrom(
      engine,
      { path, weights },
      { signal, onProgress: (done, total) => progress(done, total, 'pictures') },
    );
    const { model, added, notes, notTakenOn } = await importModel(
      path,
      folders,
      { name, steps, imageSize, bandOrder, weights, draw, signal },
      ({ done, total }) => progress(done, total, 'bytes'),
    );
    if (added) {
      models.forget();
      events.emit('models-changed', null);
    }
    return {
      kind: 'import-model',
      model: model.card.name,
      added,
      notes: [...notTakenOnNotes(model, notTakenOn), ...notes],
    };
  };
}

/** Sentences on names and licences that an import gave for weights that the library had already. */
function notTakenOnNotes({ card, origin }: Model, { name, license }: NotTakenOn): readonly string[] {
  const how = (where: string) =>
    origin === 'bundled' ? 'It comes with Trilemma Studio, and cannot be changed.' : where;
  return [
    ...(name === undefined ? [] : [`It keeps its name, not ${name}. ${how('Rename it in Models.')}`]),
    ...(license === undefined
      ? []
      : [
          `It keeps its licence, “${card.license}”, not “${license}”. ${how('The command line changes it: trilemma models license.')}`,
        ]),
  ];
}

export function exportRunner({ engine, models }: ModelServices): JobRunners['export-model'] {
  return async (spec, { signal, progress }) => {
    const model = await models.find(spec.model);
    const file = await survivingTheEngine(() =>
      exportModel(engine, model, spec.format, spec.path, {
        signal,
        onProgress: (done, total) => progress(done, total, 'bytes'),
      }),
    );
    return { kind: 'export-model', ...file };
  };
}

export function benchmarkRunner({ engine, models, renderQueue }: ModelServices): JobRunners['benchmark'] {
  return async (spec, { signal, progress }) => {
    const model = await models.find(spec.model);
    const figures = await survivingTheEngine(async () => {
      await renderQueue.idle(signal);
      return benchmarkModel(engine, model, spec.device, {
        signal,
        onProgress: (done, total) => progress(done, total, 'runs'),
      });
    });
    return { kind: 'benchmark', ...figures };
  };
}

/** A studio without training: a test decides what it announces, and reads what it was asked. */
import type { EventName, Events } from '../../../shared/contract/events.ts';
import type { RequestName } from '../../../shared/contract/requests.ts';
import type { ModelSummary } from '../../../shared/models/model-summary.ts';
import {
  presetSettings,
  type DataReport,
  type TrainingMetrics,
  type TrainingRun,
  type TrainingSpec,
} from '../../../shared/training.ts';
import { DEFAULT_WORKSPACE } from '../../../shared/workspace.ts';
import type { RequestOptions } from '../../../shared/pending-requests.ts';
import type { TrainingParts } from '../training-state.svelte.ts';

interface Asked {
  readonly name: RequestName;
  readonly params: never;
  readonly signal: AbortSignal | undefined;
  readonly progress: (value: never) => void;
}

type Answers = Partial<Record<RequestName, (asked: Asked) => unknown>>;

const OTHER = {
  card: { name: 'churches', architecture: { imageSize: 32 } },
} as ModelSummary;

const MODEL = {
  card: { name: 'faces', architecture: { imageSize: 64 } },
} as ModelSummary;

export const SPEC: TrainingSpec = {
  name: 'portraits',
  base: { kind: 'model', model: 'faces' },
  data: '/pictures',
  preset: 'style',
  settings: presetSettings('style'),
};

export function handTraining(answers: Answers = {}) {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const asked: Asked[] = [];
  const said: string[] = [];
  const request = (name: RequestName, params: unknown, options?: RequestOptions<never>) => {
    const question = {
      name,
      params: params as never,
      signal: options?.signal,
      progress: (value: never) => options?.onProgress?.(value),
    };
    asked.push(question);
    // A promise, so that an answer may throw.
    return Promise.resolve().then(() => answers[name]?.(question));
  };
  const parts: TrainingParts = {
    client: {
      request: request as TrainingParts['client']['request'],
      on: (event, listener) => {
        const all = listeners.get(event) ?? new Set();
        listeners.set(event, all.add(listener));
        return () => all.delete(listener);
      },
    },
    notices: {
      info: (text) => said.push(text),
      error: (error) => said.push(error instanceof Error ? error.message : String(error)),
    },
    models: { list: [OTHER, MODEL], named: (name) => (name === MODEL.card.name ? MODEL : OTHER) },
    workspace: { create: { ...DEFAULT_WORKSPACE.create, model: MODEL.card.name } },
  };
  const tell = <E extends EventName>(event: E, payload: Events[E]) =>
    listeners.get(event)?.forEach((listener) => listener(payload as never));
  return { parts, asked, said, tell };
}

export function run(id: string, change: Partial<TrainingRun> = {}): TrainingRun {
  return {
    id,
    spec: SPEC,
    state: { status: 'running', secondsLeft: null },
    data: null,
    step: 0,
    checkpoints: [],
    samples: [0],
    aloneSteps: 0,
    parent: null,
    notices: [],
    imageSize: 64,
    denoisingSteps: 2,
    createdAt: 1,
    ...change,
  };
}

export function metrics(step: number, lossG = step): TrainingMetrics {
  return {
    step,
    lossReal: 1,
    lossFake: 1,
    r1: null,
    lossG,
    logitsReal: 0,
    logitsFake: 0,
    imagesPerSecond: 2,
    rateG: 1e-4,
    augmentation: 0,
    memoryBytes: 1e9,
  };
}

export function report(pictures: number): DataReport {
  return {
    folder: '/pictures',
    pictures,
    refused: { broken: 0, tiny: 0, large: 0, duplicate: 0, unreadable: 0, format: 0 },
    examples: [],
    others: [],
    sha256: 'a'.repeat(64),
    side: 64,
  };
}

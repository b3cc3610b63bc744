/** What tests of training share: small folders of pictures, and runs that take seconds. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { parseSeed } from '../../../core/random/seed.ts';
import { randomStream } from '../../../core/random/stream.ts';
import {
  isUnderWay,
  presetSettings,
  type TrainingRun,
  type TrainingSettings,
  type TrainingSpec,
} from '../../../shared/training.ts';
import type { GeneratorConfig } from '../../../shared/models/architecture.ts';
import { type EngineConnection, forkEngine, type StartEngine } from '../../../engine/client.ts';
import type { FromEngine } from '../../../engine/protocol.ts';
import { EventHub } from '../../interface/event-hub.ts';
import { importModel } from '../../models/import/import.ts';
import { modelFolders } from '../../models/model-folders.ts';
import { CheckedModels } from '../../rendering/checked-models.ts';
import { writeTinyCheckpoint } from '../../testing/tiny-checkpoint.ts';
import { TrainingService } from '../training-runs.ts';

/** A folder with so many different pictures, PNG of 40 x 48. */
export async function folderOfPictures(parent: string, count: number): Promise<string> {
  const folder = join(parent, 'pictures');
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) await writePicture(join(folder, `${String(i).padStart(4, '0')}.png`), i);
  return folder;
}

/** A picture of its own for each number: three colours that go into each other. */
export async function writePicture(path: string, number: number, width = 40, height = 48): Promise<void> {
  const colours = randomStream(parseSeed(String(number)), 'test.picture').uint32s(9);
  const data = Uint8Array.from(colours, (word) => word & 255);
  await sharp(data, { raw: { width: 3, height: 1, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .toFile(path);
}

/** A run of a second, from the model that {@link trainingRuns} puts into the library. */
export function tinySpec(data: string, settings: Partial<TrainingSettings> = {}): TrainingSpec {
  return {
    name: 'tiny',
    base: { kind: 'model', model: 'base' },
    data,
    preset: 'full',
    settings: {
      ...presetSettings('full'),
      ...{ steps: 4, batch: 2, checkpointEvery: 2, sampleEvery: 2, r1Every: 2, device: 'cpu' },
      ...settings,
    },
  };
}

/** Runs of a data folder without the rest of a studio. */
interface TestRuns extends AsyncDisposable {
  readonly runs: TrainingService;
  /** The run when nobody computes it any more. */
  untilIdle(id: string): Promise<TrainingRun>;
  /** The run's last state, once it is known that no process computes it any more. */
  toldIdle(id: string): Promise<TrainingRun>;
  /** Resolves when a step is done. */
  stepTold(id: string, step: number): Promise<void>;
  now(id: string): Promise<TrainingRun>;
  /** Both networks' losses at every step. */
  losses(id: string): Promise<readonly (readonly number[])[]>;
}

/** With the bundled models, and a tiny one named `base`. */
export async function trainingRuns(
  dataFolder: string,
  {
    architecture,
    ...options
  }: {
    readonly startEngine?: StartEngine;
    readonly inBackground?: boolean;
    readonly closeWithinMs?: number;
    /** Of the model named `base`. */
    readonly architecture?: GeneratorConfig;
  } = {},
): Promise<TestRuns> {
  const events = new EventHub();
  const folders = modelFolders(dataFolder);
  mkdirSync(dataFolder, { recursive: true });
  const checkpoint = join(dataFolder, 'base.safetensors');
  writeTinyCheckpoint(checkpoint, { value: 0.1, steps: 2, ...(architecture && { architecture }) });
  await importModel(checkpoint, folders, { name: 'base' });
  const models = new CheckedModels(folders);
  const runs = new TrainingService({ dataFolder, folders, models, events, inBackground: false, ...options });
  const told = new Map<string, TrainingRun>();
  events.listen((event) => {
    if (event.name === 'training') told.set(event.payload.id, event.payload);
  });
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const stop = events.listen(() => resolve(undefined));
      // What was told between looking and listening is seen at the next look.
      setTimeout(resolve, 200, undefined);
      await promise;
      stop();
    }
  };
  const now = async (id: string) => (await runs.list()).find((run) => run.id === id)!;
  return {
    runs,
    async untilIdle(id) {
      await until(async () => !isUnderWay((await now(id)).state));
      return now(id);
    },
    async toldIdle(id) {
      await until(() => Promise.resolve(told.has(id) && !isUnderWay(told.get(id)!.state)));
      return told.get(id)!;
    },
    stepTold: (id, step) => until(async () => (await now(id)).step >= step),
    now,
    losses: async (id) =>
      (await runs.metrics(id, -1)).map(({ step, lossReal, lossFake, lossG }) => [
        step,
        lossReal,
        lossFake,
        lossG,
      ]),
    [Symbol.asyncDispose]: () => runs[Symbol.asyncDispose](),
  };
}

/** Does something to the process that trains, once, as soon as it has told of a step. */
export function atStep(step: number, action: (connection: EngineConnection) => void): StartEngine {
  let isOver = false;
  return (listener, environment) => {
    const connection = forkEngine(
      {
        ...listener,
        onMessage: (message) => {
          listener.onMessage(message);
          if (isOver || !isOfStep(message, step)) return;
          isOver = true;
          action(connection);
        },
      },
      environment,
    );
    return connection;
  };
}

function isOfStep(message: FromEngine, step: number): boolean {
  if (message.kind !== 'progress' || !('metrics' in message.value)) return false;
  return message.value.metrics.step >= step;
}

/**
 * A training run as one safetensors file: both networks as `G.*` and `D.*`, Adam's moments as `m.*` and `v.*`, the
 * generator's running average as `ema.*`. As such it can be imported like any checkpoint.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { findDiscriminator, readDdganCheckpoint } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { generatorMetadata } from '../../core/checkpoint/networks/generator-metadata.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { viewBytes, type TensorToWrite, writeSafetensors } from '../../core/checkpoint/safetensors-writer.ts';
import { discriminatorParameters } from '../../core/ddgan/discriminator.ts';
import { generatorParameters } from '../../core/ddgan/generator.ts';
import type { Parameters } from '../../core/ddgan/parameters.ts';
import { stepNames } from '../../core/ddgan/training-step/names.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { writeDurably } from '../../platform/atomic-write.ts';
import { fileError, isDiskFull } from '../../platform/file-error.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { TensorMessage } from '../protocol.ts';
import { float32 } from '../runtime/runtime.ts';
import { initialWeights } from './initialisation.ts';
import type { TrainingPlan } from './protocol.ts';

type Tensors = Readonly<Record<string, TensorMessage>>;

/** Names without `G.` and `D.`. */
export interface Trainable {
  readonly G: ReadonlySet<string>;
  readonly D: ReadonlySet<string>;
}

/** The state of a run after a step, as a checkpoint holds it. */
export interface CheckpointState {
  /** Steps done. */
  readonly step: number;
  /** Probability of augmentation. */
  readonly augmentation: number;
  /** By the names of the steps' inputs. */
  readonly tensors: Tensors;
}

/** Step 0: a model's weights, or drawn ones; moments are zero, and the average is what it is the average of. */
export function firstState(plan: TrainingPlan, trainable: Trainable): CheckpointState {
  const { start, generator, discriminator, settings } = plan;
  const seed = parseSeed(String(settings.seed));
  const G =
    start.kind === 'scratch'
      ? initialWeights(generatorParameters(generator), seed, 'generator')
      : generatorOf(start.path, plan);
  const D =
    start.kind === 'scratch' || start.discriminator === null
      ? initialWeights(discriminatorParameters(discriminator), seed, 'discriminator')
      : discriminatorOf(start.discriminator, plan);
  const read = new Map<string, Float32Array>();
  for (const [name, values] of G) read.set(`G.${name}`, values);
  for (const [name, values] of D) read.set(`D.${name}`, values);
  const augmentation = settings.augmentation === 'fixed' ? FIXED_AUGMENTATION : 0;
  return { step: 0, augmentation, tensors: wholeState(plan, trainable, (name) => read.get(name)) };
}

function generatorOf(path: string, { generator }: TrainingPlan): ReadonlyMap<string, Float32Array> {
  using source = openFileSource(path);
  const { generator: G } = readDdganCheckpoint(openCheckpoint(source));
  return new Map([...generatorParameters(generator).keys()].map((name) => [name, G.float32(name)]));
}

function discriminatorOf(path: string, { discriminator }: TrainingPlan): ReadonlyMap<string, Float32Array> {
  using source = openFileSource(path);
  const D = findDiscriminator(openCheckpoint(source));
  if (D === undefined) throw new TrilemmaError('model-damaged', `${path} holds no discriminator.`);
  return new Map([...discriminatorParameters(discriminator).keys()].map((name) => [name, D.float32(name)]));
}

/** Reads a checkpoint. Moments that it lacks, because the run that wrote it froze more, begin at zero. */
export function readState(path: string, plan: TrainingPlan, trainable: Trainable): CheckpointState {
  using source = openFileSource(path);
  const checkpoint = openCheckpoint(source);
  const tensors = wholeState(plan, trainable, (name) => {
    const stored = name.startsWith(AVERAGE) ? `${STORED_AVERAGE}${name.slice(AVERAGE.length)}` : name;
    return checkpoint.tensors.has(stored) ? checkpoint.float32(stored) : undefined;
  });
  const { step, augmentation } = checkpoint.metadata;
  return { step: Number(step), augmentation: Number(augmentation), tensors };
}

/** Where the probability does not adapt. */
const FIXED_AUGMENTATION = 0.6;

const AVERAGE = stepNames.average('G.');
const STORED_AVERAGE = 'ema.';

function wholeState(
  { generator, discriminator, settings }: TrainingPlan,
  trainable: Trainable,
  read: (name: string) => Float32Array | undefined,
): Tensors {
  const tensors: Record<string, TensorMessage> = {};
  const network = (letter: 'G' | 'D', parameters: Parameters) => {
    for (const [name, { shape }] of parameters) {
      const parameter = `${letter}.${name}`;
      const weights = read(parameter);
      if (weights === undefined) {
        throw new TrilemmaError('checkpoint-corrupt', `The checkpoint of the run has no ${parameter}.`);
      }
      tensors[parameter] = float32(weights, ...shape);
      if (!trainable[letter].has(name)) continue;
      for (const moment of [stepNames.m(parameter), stepNames.v(parameter)]) {
        tensors[moment] = float32(read(moment) ?? new Float32Array(weights.length), ...shape);
      }
      if (settings.accumulation > 1) {
        tensors[stepNames.sum(parameter)] = float32(new Float32Array(weights.length), ...shape);
      }
      if (letter === 'D') continue;
      const average = stepNames.average(parameter);
      tensors[average] = float32(read(average) ?? weights.slice(), ...shape);
    }
  };
  network('G', generatorParameters(generator));
  network('D', discriminatorParameters(discriminator));
  return tensors;
}

/** The averaged generator by its plain names; what is frozen is its own average. */
export function averageOf<T>(
  tensors: Readonly<Record<string, T>>,
  { generator }: TrainingPlan,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    [...generatorParameters(generator).keys()].map((name) => [
      name,
      tensors[stepNames.average(`G.${name}`)] ?? tensors[`G.${name}`]!,
    ]),
  );
}

export function isFinite(tensors: Tensors): boolean {
  return Object.values(tensors).every(
    // A sum is finite only if all of its terms are, or nearly at the end of what numbers hold.
    ({ data }) =>
      !(data instanceof Float32Array) || Number.isFinite(data.reduce((sum, value) => sum + value, 0)),
  );
}

/**
 * Writes a checkpoint into a folder, under a name of its own.
 *
 * @returns its path, when it is on the disk.
 * @throws {TrilemmaError} `disk-full`, `file`.
 */
export async function writeState(
  folder: string,
  plan: TrainingPlan,
  state: CheckpointState,
): Promise<string> {
  const path = join(folder, `.writing-${randomUUID()}`);
  const { generator: G, denoisingSteps, discriminator: D } = plan;
  const metadata = {
    kind: 'training-checkpoint',
    step: String(state.step),
    augmentation: String(state.augmentation),
    num_timesteps: String(denoisingSteps),
    config: JSON.stringify({
      ...generatorMetadata(G),
      num_timesteps: denoisingSteps,
      variant: D.variant,
    }),
  };
  try {
    await writeDurably(path, chunksOf([...writeSafetensors(tensorsOf(state, plan), metadata)]));
    return path;
  } catch (cause) {
    if (isDiskFull(cause)) {
      throw new TrilemmaError(
        'disk-full',
        `There is no space left on the disk for a checkpoint in ${folder}: make room, and resume.`,
        { cause },
      );
    }
    throw fileError(`A checkpoint cannot be written into ${folder}`, cause);
  }
}

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* chunks;
}

function tensorsOf({ tensors }: CheckpointState, plan: TrainingPlan): TensorToWrite[] {
  // Sums are zero between steps.
  const isStored = (name: string) => !name.startsWith(AVERAGE) && !name.startsWith(stepNames.sum(''));
  const stored = Object.entries(tensors).filter(([name]) => isStored(name));
  const averages = Object.entries(averageOf(tensors, plan));
  return [...stored, ...averages.map(([name, tensor]) => [`${STORED_AVERAGE}${name}`, tensor] as const)].map(
    ([name, { shape, data }]) => ({
      name,
      dtype: 'F32',
      shape,
      bytes: () => viewBytes(data as Float32Array<ArrayBuffer>),
    }),
  );
}

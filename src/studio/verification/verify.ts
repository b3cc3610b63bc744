/** Reference files of the official implementation against what we compute (docs/ddgan.md, section 6). */
import { assertFinite } from '../../core/checkpoint/assert-finite.ts';
import type { Checkpoint, TensorReader } from '../../core/checkpoint/checkpoint.ts';
import { inferDiscriminator, inferGenerator } from '../../core/checkpoint/networks/architecture.ts';
import { findDiscriminator, readDdganCheckpoint } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { printable } from '../../core/checkpoint/printable.ts';
import { statedConfig } from '../../core/checkpoint/networks/stated-config.ts';
import { diffusionSchedule, PUBLISHED_NAMES, type ScheduleOptions } from '../../core/ddgan/schedule.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Network, TensorMessage } from '../../engine/protocol.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { WeightsKind } from '../../shared/models/model-card.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { absoluteDifference, largestDifference } from './differences.ts';
import type { Verification } from './verification.ts';
import { verifySampling, verifyTransform, weightsBeside } from './verify-coefficients.ts';
import { verifyTrainStep } from './verify-train-step.ts';

export interface VerifyOptions {
  readonly reference: string;
  /** Another file for the weights. */
  readonly checkpoint?: string | undefined;
  /** Which copy of the generator's weights, where the file has both; the average when left out. */
  readonly weights?: WeightsKind | undefined;
  readonly device: Device;
  /** Largest difference allowed; absolute for networks, relative for schedules. */
  readonly tolerance?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const NETWORK_TOLERANCE = 1e-4;
const SCHEDULE_TOLERANCE = 1e-6;
const TRANSFORM_TOLERANCE = 1e-6;

/** By the reference's kind: a schedule has no weights, a training step has its own tolerances and weights. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly ('checkpoint' | 'weights' | 'tolerance')[]>> = {
  discriminator: ['weights'],
  schedule: ['checkpoint', 'weights'],
  transform: ['checkpoint', 'weights'],
  'train-step': ['checkpoint', 'weights', 'tolerance'],
};

/** Names of the generator's outputs, by those that reference files give them. */
const OUTPUT_NAMES: Readonly<Record<string, string>> = { x0: 'x_0', w: 'w_out' };

/**
 * @throws {TrilemmaError} `checkpoint-*` or `architecture` for files that cannot be read as what they claim to be, and
 *   weights that are no numbers;
 *   `cancelled`.
 */
export async function verify(engine: EngineClient, options: VerifyOptions): Promise<Verification> {
  using source = openFileSource(options.reference);
  const reference = openCheckpoint(source);
  const { kind } = reference.metadata;
  for (const option of WITHOUT_EFFECT[kind ?? ''] ?? []) {
    if (options[option] === undefined) continue;
    throw new TrilemmaError(
      'usage',
      `--${option} has no effect on a reference of kind ${kind ?? ''}: leave it out.`,
    );
  }
  if (kind === 'schedule') return verifySchedule(reference, options.tolerance ?? SCHEDULE_TOLERANCE);
  if (kind === 'generator' || kind === 'discriminator') {
    return await fitting(options, verifyNetwork(engine, kind, reference, options));
  }
  if (kind === 'transform') {
    const tolerance = options.tolerance ?? TRANSFORM_TOLERANCE;
    return judged({ kind, tolerance, differences: verifyTransform(reference, tolerance) });
  }
  if (kind === 'sampling') return await fitting(options, verifyPictures(engine, reference, options));
  if (kind === 'train-step') return await verifyTrainStep(engine, reference, options.device, options.signal);
  throw new TrilemmaError(
    'checkpoint-unsupported',
    `${options.reference} cannot be verified here: its kind is ${kind === undefined ? 'missing' : printable(kind)}, not generator, sampling, transform, discriminator, schedule or train-step.`,
  );
}

/** Says of which two files it is that one is not made for the other, where the user has named both. */
async function fitting<T>({ reference, checkpoint }: VerifyOptions, verifying: Promise<T>): Promise<T> {
  try {
    return await verifying;
  } catch (cause) {
    if (checkpoint === undefined || !(cause instanceof TrilemmaError) || cause.code !== 'architecture')
      throw cause;
    throw new TrilemmaError(
      'architecture',
      `${checkpoint} does not fit the reference ${reference}: take the checkpoint that the reference was made from. ${cause.message}`,
      { cause },
    );
  }
}

async function verifyNetwork(
  engine: EngineClient,
  kind: 'generator' | 'discriminator',
  reference: Checkpoint,
  {
    reference: path,
    checkpoint = hasWeights(reference) ? path : weightsBeside(path, reference),
    weights = reference.metadata.weights?.endsWith(', raw') === true ? 'raw' : 'ema',
    device,
    tolerance = NETWORK_TOLERANCE,
    signal,
  }: VerifyOptions,
): Promise<Verification> {
  const network = networkOf(kind, reference, checkpoint, weights);
  const inputs = inputsOf(reference);
  const { outputs, ...choice } = await engine.request(
    'evaluate',
    { network, checkpoint, device, inputs },
    signal === undefined ? {} : { signal },
  );
  const differences = expectedOf(reference).map((name) => {
    const actual = outputs[OUTPUT_NAMES[name] ?? name];
    if (!(actual?.data instanceof Float32Array)) {
      throw new TrilemmaError(
        'checkpoint-unsupported',
        `The reference expects ${name}, which a ${kind} does not give.`,
      );
    }
    return absoluteDifference(name, actual.data, reference.float32(`expected.${name}`), tolerance);
  });
  return judged({ kind, tolerance, differences, device: choice });
}

function hasWeights({ tensors }: Checkpoint): boolean {
  return [...tensors.keys()].some((name) => !/^(?:input|expected)\./.test(name));
}

function judged(verification: Omit<Verification, 'passed'>): Verification {
  return { ...verification, passed: verification.differences.every(({ within }) => within) };
}

/** A whole sampling, whose weights lie in another file. */
async function verifyPictures(
  engine: EngineClient,
  reference: Checkpoint,
  {
    reference: path,
    checkpoint = weightsBeside(path, reference),
    weights = 'ema',
    device,
    tolerance = NETWORK_TOLERANCE,
    signal,
  }: VerifyOptions,
): Promise<Verification> {
  const network = networkOf('generator', reference, checkpoint, weights);
  let choice: DeviceChoice | undefined;
  const differences = await verifySampling(
    reference,
    async (inputs) => {
      const { outputs, ...used } = await engine.request(
        'evaluate',
        { network, checkpoint, device, inputs },
        signal === undefined ? {} : { signal },
      );
      choice = used;
      return outputs.x_0!.data as Float32Array;
    },
    tolerance,
  );
  return judged({ kind: 'sampling', tolerance, differences, ...(choice && { device: choice }) });
}

/** The network that the weights in `path` are, at the picture size that the reference states. */
function networkOf(
  kind: 'generator' | 'discriminator',
  reference: Checkpoint,
  path: string,
  weights: WeightsKind,
): Network {
  using source = openFileSource(path);
  const checkpoint = openCheckpoint(source);
  const stated = statedConfig(reference);
  const side = reference.tensors.get(kind === 'generator' ? 'input.x_t' : 'input.x')?.shape.at(-1);
  const hints = { stated: { ...(side !== undefined && { imageSize: side }), ...stated } };
  if (kind === 'generator') {
    const { generator } = readDdganCheckpoint(checkpoint, weights);
    assertAllFinite(generator);
    return { kind, config: inferGenerator(generator.tensors, hints), weights };
  }
  const discriminator = findDiscriminator(checkpoint);
  if (discriminator === undefined) {
    throw new TrilemmaError('architecture', `${path} holds no discriminator.`);
  }
  assertAllFinite(discriminator);
  return { kind, config: inferDiscriminator(discriminator.tensors, hints) };
}

/** Otherwise all that could be said is that every difference is NaN. */
function assertAllFinite(network: TensorReader): void {
  for (const { name, dtype } of network.tensors.values()) assertFinite(name, dtype, network.raw(name));
}

function inputsOf(reference: Checkpoint): Record<string, TensorMessage> {
  const inputs: Record<string, TensorMessage> = {};
  for (const { name, dtype, shape } of reference.tensors.values()) {
    if (!name.startsWith('input.')) continue;
    const values = reference.float32(name);
    inputs[name.slice('input.'.length)] = /^[IU]/.test(dtype)
      ? { type: 'int64', shape, data: BigInt64Array.from(values, (value) => BigInt(value)) }
      : { type: 'float32', shape, data: values };
  }
  return inputs;
}

function expectedOf(reference: Checkpoint): string[] {
  const names = [...reference.tensors.keys()].filter((name) => name.startsWith('expected.'));
  if (names.length === 0) {
    throw new TrilemmaError(
      'checkpoint-unsupported',
      'The reference file expects nothing: it has no expected.* tensors.',
    );
  }
  return names.map((name) => name.slice('expected.'.length));
}

function verifySchedule(reference: Checkpoint, tolerance: number): Verification {
  const options = scheduleOptions(reference);
  const differences = [...reference.tensors.keys()].map((name) => {
    const [, steps, coefficient] = /^T(\d+)\.(\w+)$/.exec(name) ?? [];
    const key = PUBLISHED_NAMES[coefficient ?? ''];
    if (key === undefined) {
      throw new TrilemmaError(
        'checkpoint-unsupported',
        `The reference expects ${name}, which no schedule has.`,
      );
    }
    const schedule = diffusionSchedule(Number(steps), options);
    const { absolute, relative } = largestDifference(schedule[key], reference.float32(name));
    return { name, absolute, relative, within: relative <= tolerance };
  });
  return judged({ kind: 'schedule', tolerance, differences });
}

function scheduleOptions(reference: Checkpoint): ScheduleOptions {
  const config = parsed(reference.metadata.config ?? '{}');
  const number = (key: string) => (typeof config[key] === 'number' ? config[key] : undefined);
  const [betaMin, betaMax, eps] = [number('beta_min'), number('beta_max'), number('eps')];
  return {
    ...(betaMin === undefined ? {} : { betaMin }),
    ...(betaMax === undefined ? {} : { betaMax }),
    ...(eps === undefined ? {} : { eps }),
  };
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    return { ...(JSON.parse(json) as object) };
  } catch (error) {
    throw new TrilemmaError('checkpoint-corrupt', 'The reference file has a config that is no JSON.', {
      cause: error,
    });
  }
}

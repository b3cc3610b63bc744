/**
 * One whole training step against a reference file (docs/ddgan.md, sections 4 and 6): losses, every gradient,
 * and what Adam makes of them; D's half from the file's networks, G's with the D that the file expects after its half.
 */
import { inferDiscriminator, inferGenerator } from '../../core/checkpoint/networks/architecture.ts';
import type { Checkpoint, TensorReader } from '../../core/checkpoint/checkpoint.ts';
import { findDiscriminator, readDdganCheckpoint } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { statedConfig } from '../../core/checkpoint/networks/stated-config.ts';
import { adamStep } from '../../core/ddgan/training-step/adam.ts';
import { stepNames } from '../../core/ddgan/training-step/names.ts';
import type { TrainingConfig } from '../../core/ddgan/training-step/training-step.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { TensorMessage } from '../../engine/protocol.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { type StepSettings, stepSettings } from './train-step-settings.ts';
import type { Difference, Verification } from './verification.ts';

const LOSS_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 1e-3;
const ADAM_TOLERANCE = 1e-5;

/**
 * Gradients below this share of their network's largest are rounding around an exact zero (the softmax does not see
 * the bias of the keys), and no two implementations agree on them.
 */
const ROUNDING = 1e-6;

/** Twice the largest first step of Adam, in learning rates: two results differ so much where rounding decides a gradient's sign. */
const UNDECIDED_RATES = 2.1;

type Half = 'd' | 'g';

/** The networks of a reference file and what else its step needs. */
interface Step {
  readonly reference: Checkpoint;
  readonly settings: StepSettings;
  readonly config: TrainingConfig;
  readonly G: TensorReader;
  readonly D: TensorReader;
}

/** @throws {TrilemmaError} `checkpoint-*`, `architecture` or `usage` for files that do not hold such a step; `cancelled`. */
export async function verifyTrainStep(
  engine: EngineClient,
  reference: Checkpoint,
  device: Device,
  signal?: AbortSignal,
): Promise<Verification> {
  const step = openStep(reference);
  const differences: Difference[] = [];
  let choice: DeviceChoice | undefined;
  for (const half of ['d', 'g'] as const) {
    const { settings, config } = step;
    const { outputs, ...used } = await engine.request(
      'trainingStep',
      {
        half: half === 'd' ? 'discriminator' : 'generator',
        config,
        ...(half === 'd' && settings.r1Gamma !== undefined ? { r1Gamma: settings.r1Gamma } : {}),
        device,
        inputs: inputsOf(step, half),
      },
      signal === undefined ? {} : { signal },
    );
    differences.push(...compare(step, half, outputs));
    choice = used;
  }
  return {
    kind: 'train-step',
    differences,
    passed: differences.every(({ within }) => within),
    ...(choice && { device: choice }),
  };
}

function openStep(reference: Checkpoint): Step {
  const settings = stepSettings(reference);
  const { generator: G } = readDdganCheckpoint(reference, 'raw');
  const D = findDiscriminator(reference);
  if (D === undefined) {
    throw new TrilemmaError('architecture', 'The reference file holds no discriminator.');
  }
  const pictures = reference.tensors.get('input.x0')?.shape ?? [];
  const [batch, , imageSize] = pictures;
  if (pictures.length !== 4 || batch === undefined || imageSize === undefined) {
    throw new TrilemmaError(
      'checkpoint-corrupt',
      'The reference file has no pictures input.x0 [n, c, h, w].',
    );
  }
  const hints = { stated: { imageSize, ...statedConfig(reference) } };
  const { reconstructionWeight } = settings;
  const config: TrainingConfig = {
    generator: inferGenerator(G.tensors, hints),
    discriminator: inferDiscriminator(D.tensors, hints),
    steps: settings.steps,
    batch,
    adam: settings.adam,
    ...(reconstructionWeight !== undefined && { reconstructionWeight }),
  };
  return { reference, settings, config, G, D };
}

function inputsOf({ reference, settings, config, G, D }: Step, half: Half): Record<string, TensorMessage> {
  const inputs: Record<string, TensorMessage> = {};
  const put = (name: string, shape: readonly number[], data: Float32Array) => {
    inputs[name] = { type: 'float32', shape, data };
  };
  const network = (letter: 'G' | 'D', learns: boolean) => {
    // D has learnt when G's turn comes.
    const isUpdated = letter === 'D' && half === 'g';
    for (const { name, shape } of (letter === 'G' ? G : D).tensors.values()) {
      const parameter = `${letter}.${name}`;
      const values = isUpdated
        ? reference.float32(`expected.${parameter}`)
        : (letter === 'G' ? G : D).float32(name);
      put(parameter, shape, values);
      if (!learns) continue;
      put(stepNames.m(parameter), shape, new Float32Array(values.length));
      put(stepNames.v(parameter), shape, new Float32Array(values.length));
    }
  };
  network('G', half === 'g');
  network('D', half === 'd');
  const draw = (input: string, name: string) => {
    put(input, reference.tensors.get(name)?.shape ?? [], reference.float32(name));
  };
  draw('x_0', 'input.x0');
  for (const name of ['noise_t', 'noise_tp1', 'noise_post', 'z']) draw(name, `input.${half}.${name}`);
  inputs.t = { type: 'int64', ...timesOf(reference, `input.${half}.t`, config.steps) };
  const { rate, epsilon } = adamStep(settings.adam, 1, settings.rates[half]);
  put('rate', [], Float32Array.of(rate));
  put('epsilon', [], Float32Array.of(epsilon));
  return inputs;
}

function timesOf(reference: Checkpoint, name: string, steps: number) {
  const values = reference.float32(name);
  if (!values.every((t) => Number.isInteger(t) && t >= 0 && t < steps)) {
    throw new TrilemmaError('checkpoint-corrupt', `${name} must hold whole numbers from 0 to ${steps - 1}.`);
  }
  return { shape: reference.tensors.get(name)!.shape, data: BigInt64Array.from(values, BigInt) };
}

type Outputs = Readonly<Record<string, TensorMessage>>;

/** Each loss, and of the gradients and of Adam's results the worst. */
function compare(step: Step, half: Half, outputs: Outputs): Difference[] {
  const losses = half === 'd' ? ['loss_real', 'loss_fake', 'r1'] : ['loss'];
  const { gradients, updates } = compareParameters(step, half, outputs);
  return [
    ...losses.map((name) => compareLoss(step, half, name, outputs)),
    worst(gradients, `${half}.grad, worst of ${gradients.length}`),
    worst(updates, `${half === 'd' ? 'D' : 'G'} after Adam, worst of ${updates.length}`),
  ];
}

function compareLoss({ reference, settings }: Step, half: Half, name: string, outputs: Outputs): Difference {
  const [expected] = reference.tensors.has(`expected.${half}.${name}`)
    ? reference.float32(`expected.${half}.${name}`)
    : name === 'r1' && settings.r1Gamma === undefined
      ? [0]
      : reference.float32(`expected.${half}.${name}`);
  // Without R1 there is no penalty, which a file may state as zero.
  const actual = Number(outputs[name]?.data[0] ?? 0);
  const absolute = Math.abs(actual - expected!);
  const relative = absolute === 0 ? 0 : absolute / Math.abs(expected!);
  return difference(`${half}.${name}`, absolute, relative, 'of the value', LOSS_TOLERANCE);
}

function compareParameters({ reference, settings, G, D }: Step, half: Half, outputs: Outputs) {
  const letter = half === 'd' ? 'D' : 'G';
  const names = [...(half === 'd' ? D : G).tensors.keys()];
  const expected = new Map(names.map((name) => [name, reference.float32(`expected.${half}.grad.${name}`)]));
  const largestOfAll = Math.max(...[...expected.values()].map(largest));
  const gradients: Difference[] = [];
  const updates: Difference[] = [];
  for (const [name, slope] of expected) {
    const unit = Math.max(largest(slope), (ROUNDING / GRADIENT_TOLERANCE) * largestOfAll);
    const parameter = `${letter}.${name}`;
    const apart = farthest(dataOf(outputs, stepNames.gradient(parameter)), slope);
    gradients.push(difference(name, apart, apart / unit, "of the tensor's largest", GRADIENT_TOLERANCE));

    const [actual, wanted] = [
      dataOf(outputs, stepNames.next(parameter)),
      reference.float32(`expected.${parameter}`),
    ];
    const decided = (i: number) => Math.abs(slope[i]!) > GRADIENT_TOLERANCE * unit;
    const update = farthest(actual, wanted, decided);
    const undecided = farthest(actual, wanted, (i) => !decided(i));
    const isBeyondReach = !(undecided <= UNDECIDED_RATES * settings.rates[half]);
    const counted = isBeyondReach ? undecided : update;
    updates.push(difference(name, counted, counted, 'absolute', ADAM_TOLERANCE));
  }
  return { gradients, updates };
}

function dataOf(outputs: Outputs, name: string): TensorMessage['data'] {
  const output = outputs[name];
  if (output === undefined)
    throw new TrilemmaError('architecture', `The training step does not give ${name}.`);
  return output.data;
}

/** Largest size; NaN where there is one. */
function largest(values: Float32Array): number {
  return values.reduce((most, value) => (Math.abs(value) <= most ? most : Math.abs(value)), 0);
}

/** Largest difference among the elements that count; NaN where a side has one or the lengths differ. */
function farthest(
  actual: TensorMessage['data'],
  expected: Float32Array,
  counts: (index: number) => boolean = () => true,
): number {
  if (actual.length !== expected.length) return NaN;
  let most = 0;
  for (const [i, value] of expected.entries()) {
    const apart = Math.abs(Number(actual[i]) - value);
    // Not Math.max, so that a NaN stays.
    if (counts(i) && !(apart <= most)) most = apart;
  }
  return most;
}

function difference(
  name: string,
  absolute: number,
  value: number,
  of: string,
  tolerance: number,
): Difference {
  return { name, absolute, relative: value, within: value <= tolerance, measure: { value, of, tolerance } };
}

/** The difference that is closest to its tolerance, or farthest beyond, under a name that says what it is one of. */
function worst(differences: readonly Difference[], what: string): Difference {
  const found = differences.reduce((most, next) => (next.relative <= most.relative ? most : next));
  return { ...found, name: `${what}: ${found.name}` };
}

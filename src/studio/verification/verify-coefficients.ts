/** References of the wavelet family that are no single pass of a network (docs/ddgan.md, section 7). */
import { dirname, join } from 'node:path';
import type { Checkpoint } from '../../core/checkpoint/checkpoint.ts';
import { coefficientsOf, picturesOf } from '../../core/ddgan/coefficients.ts';
import { posteriorStep } from '../../core/ddgan/posterior.ts';
import { diffusionSchedule } from '../../core/ddgan/schedule.ts';
import type { TensorMessage } from '../../engine/protocol.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { BAND_ORDERS } from '../../shared/models/architecture.ts';
import { absoluteDifference } from './differences.ts';
import type { Difference } from './verification.ts';

const COLOURS = 3;

/** The Haar transform of pictures, and its inverse, in both orders of the bands. */
export function verifyTransform(reference: Checkpoint, tolerance: number): readonly Difference[] {
  const side = reference.tensors.get('input.picture')?.shape.at(-1) ?? 0;
  return BAND_ORDERS.flatMap((order) => {
    const shape = { colours: COLOURS, side, order };
    const coefficients = coefficientsOf(reference.float32('input.picture'), shape);
    const results = {
      coefficients,
      round_trip: picturesOf(coefficients, shape),
      picture: picturesOf(reference.float32('input.coefficients'), shape),
    };
    return Object.entries(results).map(([name, actual]) =>
      absoluteDifference(
        `${name}.${order}`,
        actual,
        reference.float32(`expected.${name}.${order}`),
        tolerance,
      ),
    );
  });
}

/** Runs the generator once. */
type Predict = (inputs: Readonly<Record<'x_t' | 't' | 'z', TensorMessage>>) => Promise<Float32Array>;

/** All steps from x_T to the picture, for every T that the reference has. */
export async function verifySampling(
  reference: Checkpoint,
  predict: Predict,
  tolerance: number,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const [name, { shape }] of reference.tensors) {
    const [, steps] = /^input\.T(\d+)\.x_T$/.exec(name) ?? [];
    if (steps === undefined) continue;
    const given = (what: string) => reference.float32(`input.T${steps}.${what}`);
    const expected = (what: string) => reference.float32(`expected.T${steps}.${what}`);
    const x = await sampled(shape, Number(steps), given, predict);
    differences.push(absoluteDifference(`T${steps}.coefficients`, x, expected('coefficients'), tolerance));
    for (const order of BAND_ORDERS) {
      const picture = picturesOf(x, { colours: COLOURS, side: 2 * shape.at(-1)!, order });
      differences.push(
        absoluteDifference(`T${steps}.picture.${order}`, picture, expected(`picture.${order}`), tolerance),
      );
    }
  }
  return differences;
}

async function sampled(
  shape: readonly number[],
  steps: number,
  given: (what: string) => Float32Array,
  predict: Predict,
): Promise<Float32Array> {
  const schedule = diffusionSchedule(steps);
  const [batch = 0] = shape;
  const x = Float32Array.from(given('x_T'));
  const [latents, noises] = [given('z'), steps > 1 ? given('noise') : new Float32Array()];
  const nz = latents.length / (steps * batch);
  for (let t = steps - 1; t >= 0; t--) {
    const x_0 = await predict({
      x_t: { type: 'float32', shape, data: Float32Array.from(x) },
      t: { type: 'int64', shape: [batch], data: new BigInt64Array(batch).fill(BigInt(t)) },
      z: { type: 'float32', shape: [batch, nz], data: latents.slice(t * batch * nz, (t + 1) * batch * nz) },
    });
    posteriorStep(schedule, t, x, x_0, t === 0 ? null : noises.subarray((t - 1) * x.length, t * x.length));
  }
  return x;
}

/**
 * The file that has the weights: of another name in the folder of the reference.
 *
 * @throws TrilemmaError `checkpoint-unsupported` where the reference names none.
 */
export function weightsBeside(path: string, { metadata }: Checkpoint): string {
  // A name, and where the file has two copies, which of them.
  const [, name] = /^([^\\/,]+)(?:, (?:ema|raw))?$/.exec(metadata.weights ?? '') ?? [];
  if (name !== undefined) return join(dirname(path), name);
  throw new TrilemmaError(
    'checkpoint-unsupported',
    `${path} names no file with the weights: give one with --checkpoint.`,
  );
}

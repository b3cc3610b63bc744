/**
 * Every random number of a training step, as a function of the run's seed and the step: a run that was interrupted
 * draws what it would have drawn.
 */
import { AUGMENTATION_NUMBERS, drawAugmentation } from '../../core/ddgan/augmentation-draws.ts';
import type { Seed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { sampleShape } from '../../shared/models/architecture.ts';
import type { TensorMessage } from '../protocol.ts';
import { float32, int64 } from '../runtime/runtime.ts';
import type { TrainingPlan } from './protocol.ts';

/** Which draws: those of a half step, of one of the run's batches. */
export interface Turn {
  readonly half: 'd' | 'g';
  /** Counts the run's batches, from 0. */
  readonly number: number;
  /** Probability of augmentation. */
  readonly augmentation: number;
}

/** The draws of a half step for its graph, by the names of its inputs. */
export function drawsOf(
  { generator, denoisingSteps, settings }: TrainingPlan,
  seed: Seed,
  { half, number, augmentation }: Turn,
): Readonly<Record<string, TensorMessage>> {
  const { batch } = settings;
  const { nz } = generator;
  const stream = (name: string) => randomStream(seed, `train.${half}.${name}`, number);
  const [, side] = sampleShape(generator);
  const shape = [batch, ...sampleShape(generator)];
  const noise = (name: string) => float32(stream(name).normals(shape.reduce((a, b) => a * b)), ...shape);
  const t = Array.from(stream('t').uniforms(batch), (draw) => Math.floor(draw * denoisingSteps));
  const augment = (name: string) =>
    float32(drawAugmentation(stream(name), batch, side, augmentation), batch, AUGMENTATION_NUMBERS.length);
  return {
    t: int64(t),
    noise_t: noise('noise_t'),
    noise_tp1: noise('noise_tp1'),
    noise_post: noise('noise_post'),
    z: float32(stream('z').normals(batch * nz), batch, nz),
    ...(settings.augmentation !== 'none' && { augment_fake: augment('augment_fake') }),
    ...(settings.augmentation !== 'none' && half === 'd' && { augment_real: augment('augment_real') }),
  };
}

/** Which pictures of a batch are mirrored. */
export function flipsOf({ settings: { batch, flips } }: TrainingPlan, seed: Seed, turn: number): boolean[] {
  if (!flips) return Array<boolean>(batch).fill(false);
  return Array.from(randomStream(seed, 'train.flip', turn).uniforms(batch), (draw) => draw < 0.5);
}

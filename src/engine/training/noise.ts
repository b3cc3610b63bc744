/** Inputs of half steps that learn from noise: for what does not depend on the pictures. */
import { adamStep, PAPER_ADAM } from '../../core/ddgan/training-step/adam.ts';
import { parseSeed } from '../../core/random/seed.ts';
import { randomStream } from '../../core/random/stream.ts';
import { sampleShape } from '../../shared/models/architecture.ts';
import { float32, scalars } from '../runtime/runtime.ts';
import { drawsOf } from './draws.ts';
import type { TrainingPlan } from './protocol.ts';
import type { HalfInputs } from './sessions.ts';

const SEED = parseSeed('0');

interface NoiseStep {
  /** From 0. */
  readonly step: number;
  /** Learning rate. */
  readonly rate: number;
  /** Share of the new weights in their average. */
  readonly averageShare: number;
}

export function noiseInputs(
  plan: TrainingPlan,
  half: 'd' | 'g',
  { step, rate, averageShare }: NoiseStep,
): HalfInputs {
  const { batch, accumulation } = plan.settings;
  const shape = [batch, ...sampleShape(plan.generator)];
  const stream = randomStream(SEED, 'train.noise', step);
  const x_0 = float32(stream.normals(shape.reduce((a, b) => a * b)), ...shape);
  const batches = Array.from({ length: accumulation }, (_, i) => {
    const turn = { half, number: step * accumulation + i, augmentation: 0 };
    return { x_0, ...drawsOf(plan, SEED, turn) };
  });
  const adam = scalars({ ...adamStep(PAPER_ADAM, step + 1, rate) });
  return { batches, scalars: half === 'd' ? adam : { ...adam, ...scalars({ average_share: averageShare }) } };
}

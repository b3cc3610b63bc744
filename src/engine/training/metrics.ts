/** Metrics of a step, averaged over its batches. */
import type { TrainingMetrics } from '../../shared/training.ts';
import type { TensorMessage } from '../protocol.ts';

/** A larger loss is one of networks that have lost each other, and do not come back. */
const LARGEST_LOSS = 1e5;

type Outputs = readonly Readonly<Record<string, TensorMessage>>[];

type StepMetrics = Pick<
  TrainingMetrics,
  'lossReal' | 'lossFake' | 'r1' | 'lossG' | 'logitsReal' | 'logitsFake'
>;

/** @param d, g losses and logits of each batch of the half steps. */
export function metricsOf(d: Outputs, g: Outputs): StepMetrics {
  return {
    lossReal: meanOf(d, 'loss_real'),
    lossFake: meanOf(d, 'loss_fake'),
    r1: d.some((outputs) => 'r1' in outputs) ? meanOf(d, 'r1') : null,
    lossG: meanOf(g, 'loss'),
    logitsReal: meanOf(d, 'logits_real'),
    logitsFake: meanOf(d, 'logits_fake'),
  };
}

/** True while the losses are of a usual size; false for NaN, too. */
export function isHealthy({ lossReal, lossFake, r1, lossG }: StepMetrics): boolean {
  return [lossReal, lossFake, r1 ?? 0, lossG].every((loss) => Math.abs(loss) <= LARGEST_LOSS);
}

/** D's logits on real pictures, one each. */
export function logitsOf(d: Outputs): readonly number[] {
  return valuesOf(d, 'logits_real');
}

function meanOf(outputs: Outputs, name: string): number {
  const values = valuesOf(outputs, name);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function valuesOf(outputs: Outputs, name: string): readonly number[] {
  return outputs.flatMap((batch) => Array.from(batch[name]?.data ?? [], Number));
}

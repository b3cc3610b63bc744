/** Refusals name the setting that would fit; where they do it as the studio writes it, a button can set it. */
import type { TrainingSettings } from '../../../../shared/training.ts';

interface Fitting {
  readonly label: string;
  readonly change: Partial<TrainingSettings>;
}

export function fittingSetting(message: string): Fitting | null {
  const batch = /\bset the batch to (\d+)\b/.exec(message)?.[1];
  if (batch !== undefined) return { label: `Set the batch to ${batch}`, change: { batch: Number(batch) } };
  return null;
}

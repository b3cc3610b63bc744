/** Counters that profilers and averagers leave among a network's tensors, on which no picture depends. */

/** thop; torch's AveragedModel; batch normalisation; torch-ema and LitEma; ema-pytorch; training loops. */
const LEFTOVERS: ReadonlySet<string> = new Set([
  'total_ops',
  'total_params',
  'n_averaged',
  'num_batches_tracked',
  'num_updates',
  'decay',
  'initted',
  'step',
  'steps',
  'global_step',
  'epoch',
  'iteration',
]);

/** @param name of a tensor, with or without its path */
export function isLeftover(name: string): boolean {
  return LEFTOVERS.has(name.slice(name.lastIndexOf('.') + 1));
}

/** What profilers, averagers and normalisations leave among a network's tensors, and no picture depends on. */

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

/** Whether a tensor's name, with or without its path, is that of a counter which no picture depends on. */
export function isLeftover(name: string): boolean {
  return LEFTOVERS.has(name.slice(name.lastIndexOf('.') + 1));
}

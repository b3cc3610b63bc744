/**
 * Names of the graphs' inputs and outputs beside `x_0`, `t`, `noise_t`, `noise_tp1`, `noise_post`, `z`, `rate` and
 * `epsilon` (as `adamStep` gives them), and, where pictures are augmented, `augment_real` and `augment_fake` (as
 * `drawAugmentation` gives them).
 * @param parameter network and name, as in `G.all_modules.0.weight`.
 */
export const stepNames = {
  m: (parameter: string) => `m.${parameter}`,
  v: (parameter: string) => `v.${parameter}`,
  average: (parameter: string) => `average.${parameter}`,
  gradient: (parameter: string) => `grad.${parameter}`,
  sum: (parameter: string) => `sum.${parameter}`,
  /** The value of an input after the step. */
  next: (name: string) => `next.${name}`,
};

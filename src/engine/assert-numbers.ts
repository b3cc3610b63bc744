import type { Provider } from '../shared/device.ts';
import { TrilemmaError } from '../shared/errors.ts';

/**
 * Sees that a model made pictures of numbers.
 *
 * @throws {TrilemmaError} `engine-failed` where there is NaN among them, with what can be done after this provider.
 */
export function assertNumbers(pictures: readonly Float32Array[], provider: Provider): void {
  if (!pictures.some((picture) => picture.some((value) => Number.isNaN(value)))) return;
  const made = 'The model made a picture with values that are no numbers';
  throw new TrilemmaError(
    'engine-failed',
    provider === 'cpu'
      ? `${made}: with its weights, the network computes beyond what numbers hold. Import another checkpoint of it, or another copy of its weights.`
      : `${made}: its weights are damaged, or ${provider} computes wrongly here. Choose the device cpu to see which.`,
  );
}

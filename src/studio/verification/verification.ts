/** The result of a comparison with a reference file. */
import type { DeviceChoice } from '../../shared/device.ts';

export interface Difference {
  readonly name: string;
  /** Largest absolute difference; NaN where either side has one. */
  readonly absolute: number;
  /** The same over the size of the expected value. */
  readonly relative: number;
  readonly within: boolean;
  /** What decides, where it is neither of the above: the difference over `of`, and how much is allowed. */
  readonly measure?: { readonly value: number; readonly of: string; readonly tolerance: number };
}

export interface Verification {
  readonly kind: 'generator' | 'sampling' | 'transform' | 'discriminator' | 'schedule' | 'train-step';
  /** Allowed for every difference that has no measure of its own. */
  readonly tolerance?: number;
  readonly differences: readonly Difference[];
  readonly passed: boolean;
  readonly device?: DeviceChoice;
}

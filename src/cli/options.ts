/** Options that several commands share, and the reading of their values. */
import { InvalidArgumentError, Option } from 'commander';
import { DEVICES } from '../shared/device.ts';

export function deviceOption(): Option {
  return new Option('--device <device>', 'where to compute').choices(DEVICES).default('auto');
}

/** A training run's file has both copies of the weights. */
export function weightsOption(): Option {
  return new Option(
    '--weights <which>',
    'ema (the moving average) or raw (the last training step), where the file has both',
  ).choices(['ema', 'raw']);
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A number within bounds. */
export function realNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

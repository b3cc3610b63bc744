import { expect, it } from 'vitest';
import { fittingSetting } from './fitting-setting.ts';

it('finds the setting that a refusal names, where it names one', () => {
  const memory = 'The run needs about 9.4 GB of memory, and 5.8 GB are free: set the batch to 8.';
  expect(fittingSetting(memory)).toEqual({ label: 'Set the batch to 8', change: { batch: 8 } });
  expect(fittingSetting('The run needs about 9.4 GB of memory: close other programs.')).toBeNull();
});

import { TrilemmaError } from '../../shared/errors.ts';
import { printable } from './printable.ts';
import type { DType, RawTensor } from './tensor.ts';

/**
 * Sees that weights are numbers that float32 can hold, as networks compute with.
 *
 * @param values elements of a floating-point type, as stored
 * @throws TrilemmaError `architecture` where there are NaN or infinite ones among them, with the tensor's name.
 */
export function assertFinite(name: string, dtype: DType, values: RawTensor): void {
  const bad = countNotFinite(dtype, values);
  if (bad === 0) return;
  throw new TrilemmaError(
    'architecture',
    `The tensor ${printable(name)} of the checkpoint holds ${bad === values.length ? 'only' : `${bad} of ${values.length}`} values that are no numbers (NaN or infinite), so the network makes no pictures. The training that wrote it had gone wrong by then: use an earlier checkpoint of it, or another copy of the weights.`,
  );
}

function countNotFinite(dtype: DType, values: RawTensor): number {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return 0;
  // Both have their exponent's bits all set.
  if (dtype === 'F16') return count(values, (bits) => (bits & 0x7c00) === 0x7c00);
  if (dtype === 'BF16') return count(values, (bits) => (bits & 0x7f80) === 0x7f80);
  return count(values, (value) => !Number.isFinite(Math.fround(value)));
}

function count(
  values: Exclude<RawTensor, BigInt64Array | BigUint64Array>,
  is: (value: number) => boolean,
): number {
  let found = 0;
  for (const value of values) if (is(value)) found += 1;
  return found;
}

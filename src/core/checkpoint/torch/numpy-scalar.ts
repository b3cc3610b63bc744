import { TrilemmaError } from '../../../shared/errors.ts';
import { decodeHalf } from '../half.ts';
import { latin1Bytes } from '../latin1.ts';
import { isKind, pickleError } from './pickle-values.ts';
import type { NumpyDType, PickleValue } from './pickle-values.ts';
import { printable } from '../printable.ts';

/** `numpy.dtype('f8', False, True)`. */
export function numpyDType(args: readonly PickleValue[]): NumpyDType {
  const [code] = args;
  if (typeof code !== 'string') throw pickleError('has a NumPy type without name');
  return { kind: 'numpy-dtype', code: code.replace(/^[<|=]/, ''), littleEndian: true };
}

/** `numpy.core.multiarray.scalar(dtype, bytes)`: the epochs and rates that schedulers keep, as plain numbers. */
export function numpyScalar(args: readonly PickleValue[]): PickleValue {
  const [dtype, data] = args;
  if (!isKind(dtype, 'numpy-dtype')) throw pickleError('has a NumPy number without type');
  const bytes = rawBytes(data);
  const reader = readers.get(dtype.code);
  if (reader === undefined) {
    throw new TrilemmaError(
      'checkpoint-unsupported',
      `The checkpoint has a NumPy value of type ${printable(dtype.code)}: save plain numbers instead.`,
    );
  }
  if (bytes?.length !== Number(dtype.code.slice(1)))
    throw pickleError('has a NumPy number of the wrong size');
  return reader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), dtype.littleEndian);
}

const readers: ReadonlyMap<string, (view: DataView, little: boolean) => PickleValue> = new Map<
  string,
  (view: DataView, little: boolean) => PickleValue
>([
  ['f8', (view, little) => view.getFloat64(0, little)],
  ['f4', (view, little) => view.getFloat32(0, little)],
  ['f2', (view, little) => decodeHalf(view.getUint16(0, little))],
  ['i8', (view, little) => plainInteger(view.getBigInt64(0, little))],
  ['u8', (view, little) => plainInteger(view.getBigUint64(0, little))],
  ['i4', (view, little) => view.getInt32(0, little)],
  ['u4', (view, little) => view.getUint32(0, little)],
  ['i2', (view, little) => view.getInt16(0, little)],
  ['u2', (view, little) => view.getUint16(0, little)],
  ['i1', (view) => view.getInt8(0)],
  ['u1', (view) => view.getUint8(0)],
  ['b1', (view) => view.getUint8(0) !== 0],
]);

/** An integer as a number where it is exact, else as a bigint. */
export function plainInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Bytes, or the Latin-1 text by which Python 2 and protocol 2 stand for them. */
function rawBytes(data: PickleValue | undefined): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  return typeof data === 'string' ? latin1Bytes(data) : undefined;
}

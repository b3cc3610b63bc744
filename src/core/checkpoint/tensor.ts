import { TrilemmaError } from '../../shared/errors.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { assertInside } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { bfloat16ToFloat32, halfValues } from './half.ts';
import { printable } from './printable.ts';

const elementSizes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;

/** Element types, under their safetensors names. */
export type DType = keyof typeof elementSizes;

/** Every element type, widest first. */
export const dtypes: readonly DType[] = [
  'F64',
  'I64',
  'U64',
  'F32',
  'I32',
  'U32',
  'F16',
  'BF16',
  'I16',
  'U16',
  'I8',
  'U8',
  'BOOL',
];

/** Description of one tensor, known before any of its data is read. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  /** Sizes of the dimensions, outermost first; [] for a scalar. */
  readonly shape: readonly number[];
}

/** A tensor's elements as stored; F16 and BF16 as bit patterns, BOOL as bytes. */
export type RawTensor =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Bytes of one element. */
export function elementSize(dtype: DType): number {
  return elementSizes[dtype];
}

/** True if `name` is the safetensors name of an element type that can be read. */
export function isDType(name: string): name is DType {
  return Object.hasOwn(elementSizes, name);
}

/** True for types of floating-point numbers, as weights have. */
export function isFloating(dtype: DType): boolean {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' || dtype === 'F64';
}

/**
 * Number of elements of a shape; 1 for [].
 *
 * @throws TrilemmaError `checkpoint-corrupt` where a size is no integer >= 0 or the product exceeds 2^53.
 */
export function checkedElementCount(name: string, shape: readonly number[]): number {
  let count = 1;
  let empty = false;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) throw badShape(name, shape);
    if (size === 0) empty = true;
    else count *= size;
    if (count > Number.MAX_SAFE_INTEGER) throw badShape(name, shape);
  }
  return empty ? 0 : count;
}

function badShape(name: string, shape: readonly number[]): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-corrupt',
    `Tensor ${printable(name)} has an impossible shape, [${printable(shape.join(', '))}]: the file is damaged.`,
  );
}

/** Bytes converted at a time: large enough for the disk, small beside the tensors. */
const SLAB_BYTES = 4 << 20;

/**
 * `count` elements at byte `offset` (of any alignment), as stored.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where they end beyond the file; nothing is allocated then.
 */
export function readRaw(source: ByteSource, offset: number, dtype: DType, count: number): RawTensor {
  const bytes = count * elementSizes[dtype];
  assertInside(source.size, offset, bytes);
  const target = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += SLAB_BYTES) {
    target.set(source.read(offset + at, Math.min(SLAB_BYTES, bytes - at)), at);
  }
  return viewRaw(target, dtype);
}

/**
 * `count` elements at byte `offset` (of any alignment), as float32: F16 and BF16 exactly, F64 and the integers
 * to the nearest.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where they end beyond the file; nothing is allocated then.
 */
export function readFloat32(
  source: ByteSource,
  offset: number,
  dtype: DType,
  count: number,
): Float32Array<ArrayBuffer> {
  if (dtype === 'F32') {
    const raw = readRaw(source, offset, dtype, count);
    return new Float32Array(raw.buffer);
  }
  const size = elementSizes[dtype];
  assertInside(source.size, offset, count * size);
  const target = new Float32Array(count);
  const slab = SLAB_BYTES / size;
  for (let at = 0; at < count; at += slab) {
    const length = Math.min(slab, count - at);
    widenInto(source.read(offset + at * size, length * size), dtype, target.subarray(at, at + length));
  }
  return target;
}

/** Elements in `bytes` (of any alignment) as float32, as {@link readFloat32} does. */
export function widen(bytes: Uint8Array, dtype: DType): Float32Array<ArrayBuffer> {
  const target = new Float32Array(bytes.length / elementSizes[dtype]);
  widenInto(bytes, dtype, target);
  return target;
}

function widenInto(bytes: Uint8Array, dtype: DType, target: Float32Array): void {
  // A copy is aligned whatever the offset was.
  const raw = viewRaw(new Uint8Array(bytes), dtype);
  if (raw instanceof BigInt64Array || raw instanceof BigUint64Array) {
    for (let i = 0; i < raw.length; i++) target[i] = Number(raw[i]!);
  } else if (dtype === 'F16') {
    const values = halfValues();
    for (let i = 0; i < raw.length; i++) target[i] = values[raw[i]!]!;
  } else if (dtype === 'BF16' && raw instanceof Uint16Array) {
    bfloat16ToFloat32(raw, target);
  } else if (dtype === 'BOOL') {
    for (let i = 0; i < raw.length; i++) target[i] = raw[i] === 0 ? 0 : 1;
  } else {
    target.set(raw);
  }
}

/** The elements of `bytes`, which must start at the beginning of its buffer, without a copy. */
export function viewRaw(bytes: Uint8Array<ArrayBuffer>, dtype: DType): RawTensor {
  const { buffer } = bytes;
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'I64':
      return new BigInt64Array(buffer);
    case 'U64':
      return new BigUint64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'U16':
    case 'F16':
    case 'BF16':
      return new Uint16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U8':
    case 'BOOL':
      return bytes;
    default:
      return assertNever(dtype);
  }
}

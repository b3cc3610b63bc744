/** Tensors and storages out of the arguments that torch.save wrote for its own rebuilding functions. */
import { TrilemmaError } from '../../../shared/errors.ts';
import { isIndex, isKind, pickleError, sequenceOf } from './pickle-values.ts';
import type { PickleStorage, PickleTensor, PickleValue } from './pickle-values.ts';
import { checkedElementCount, elementSize } from '../tensor.ts';
import type { DType } from '../tensor.ts';

const storageTypes: ReadonlyMap<string, DType | 'bytes'> = new Map<string, DType | 'bytes'>([
  ...(
    [
      ['DoubleStorage', 'F64'],
      ['FloatStorage', 'F32'],
      ['HalfStorage', 'F16'],
      ['BFloat16Storage', 'BF16'],
      ['LongStorage', 'I64'],
      ['IntStorage', 'I32'],
      ['ShortStorage', 'I16'],
      ['CharStorage', 'I8'],
      ['ByteStorage', 'U8'],
      ['BoolStorage', 'BOOL'],
    ] as const
  ).flatMap(([name, dtype]): [string, DType][] => [
    [`torch.${name}`, dtype],
    [`torch.cuda.${name}`, dtype],
  ]),
  ['torch.UntypedStorage', 'bytes'],
  ['torch.storage.UntypedStorage', 'bytes'],
  ['torch.storage._UntypedStorage', 'bytes'],
  ['torch.TypedStorage', 'bytes'],
  ['torch.storage.TypedStorage', 'bytes'],
  ['torch.storage._TypedStorage', 'bytes'],
]);

const torchDTypes: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['torch.float64', 'F64'],
  ['torch.double', 'F64'],
  ['torch.float32', 'F32'],
  ['torch.float', 'F32'],
  ['torch.float16', 'F16'],
  ['torch.half', 'F16'],
  ['torch.bfloat16', 'BF16'],
  ['torch.int64', 'I64'],
  ['torch.long', 'I64'],
  ['torch.int32', 'I32'],
  ['torch.int', 'I32'],
  ['torch.int16', 'I16'],
  ['torch.short', 'I16'],
  ['torch.int8', 'I8'],
  ['torch.uint8', 'U8'],
  ['torch.uint16', 'U16'],
  ['torch.uint32', 'U32'],
  ['torch.uint64', 'U64'],
  ['torch.bool', 'BOOL'],
]);

/** More dimensions than any tensor has. */
const MAX_DIMENSIONS = 64;

/** True for the name of a storage type or an element type of torch. */
export function isTorchType(global: string): boolean {
  return storageTypes.has(global) || torchDTypes.has(global) || isUnsupportedType(global);
}

/** Complex, quantised and 8-bit floating types: known to be harmless, so that the error can say what they are. */
function isUnsupportedType(global: string): boolean {
  return /^torch\.(?:cuda\.)?(?:(?:Complex|Q)\w*Storage|complex\w+|q?u?int\dx?\d?|float8\w*|float4\w*)$/.test(
    global,
  );
}

/**
 * A persistent id, ('storage', type, key, location, length[, view]), as a storage.
 *
 * @throws TrilemmaError `checkpoint-corrupt`, or `checkpoint-unsupported` for other element types.
 */
export function storageFromId(id: PickleValue): PickleStorage {
  const items = sequenceOf(id) ?? [];
  const [tag, type, key, , length, view] = items;
  if (tag !== 'storage' || !isKind(type, 'global') || typeof key !== 'string' || !isIndex(length)) {
    throw pickleError('refers to something that is no storage');
  }
  const elements = storageTypes.get(type.name);
  if (elements === undefined) throw unsupportedType(type.name);
  const [viewOffset, viewLength] = viewOf(view, length);
  return { kind: 'storage', key, elements, length, viewOffset, viewLength };
}

/** The older form's (key of the view, offset, length), or none. */
function viewOf(view: PickleValue | undefined, length: number): readonly [number, number] {
  if (view === undefined || view === null) return [0, length];
  const [, offset, viewLength] = sequenceOf(view) ?? [];
  if (!isIndex(offset) || !isIndex(viewLength) || offset + viewLength > length) {
    throw pickleError('has a view that lies outside its storage');
  }
  return [offset, viewLength];
}

/** `_rebuild_tensor(storage, offset, size, stride)` and `_rebuild_tensor_v2` (..., requires_grad, hooks, metadata). */
export function rebuildTensor(args: readonly PickleValue[]): PickleTensor {
  const [storage, offset, size, stride, , , metadata] = args;
  return stridedTensor(storage, offset, size, stride, undefined, metadata);
}

/** `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, metadata)`, on untyped storages. */
export function rebuildTensorV3(args: readonly PickleValue[]): PickleTensor {
  const [storage, offset, size, stride, , , type, metadata] = args;
  if (!isKind(type, 'global')) throw pickleError('has a tensor without element type');
  const dtype = torchDTypes.get(type.name);
  if (dtype === undefined) throw unsupportedType(type.name);
  return stridedTensor(storage, offset, size, stride, dtype, metadata);
}

function stridedTensor(
  storage: PickleValue | undefined,
  offset: PickleValue | undefined,
  size: PickleValue | undefined,
  stride: PickleValue | undefined,
  dtypeOfView: DType | undefined,
  metadata: PickleValue | undefined,
): PickleTensor {
  const shape = indices(size);
  const strides = indices(stride);
  if (
    !isKind(storage, 'storage') ||
    !isIndex(offset) ||
    shape === undefined ||
    strides?.length !== shape.length
  ) {
    throw pickleError('has a tensor without storage, shape or strides');
  }
  if (isKind(metadata, 'dict') && metadata.entries.get('neg') === true) {
    throw new TrilemmaError(
      'checkpoint-unsupported',
      'The checkpoint has a lazily negated tensor: clone it before torch.save.',
    );
  }
  const stored = storage.elements === 'bytes' ? 'U8' : storage.elements;
  const dtype = dtypeOfView ?? stored;
  // In elements of the tensor, which need not be those of the storage.
  const scale = elementSize(stored) / elementSize(dtype);
  const first = storage.viewOffset * scale + offset;
  const count = checkedElementCount('in the pickled part', shape);
  const beyond = shape.reduce((last, length, axis) => last + (length - 1) * strides[axis]!, offset) + 1;
  if (!Number.isInteger(first) || (count > 0 && beyond > storage.viewLength * scale)) {
    throw pickleError('has a tensor that lies outside its storage');
  }
  return { kind: 'tensor', storage, dtype, shape, strides, offset: first, count };
}

function indices(value: PickleValue | undefined): readonly number[] | undefined {
  const items = sequenceOf(value);
  if (items === undefined || items.length > MAX_DIMENSIONS || !items.every(isIndex)) return undefined;
  return [...items];
}

function unsupportedType(global: string): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-unsupported',
    `The checkpoint has tensors of type ${global}, which is not supported: convert them to float32 or float16.`,
  );
}

import type { ByteSource } from '../byte-source.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { metadataOf, noSuchTensor } from '../checkpoint.ts';
import { contentsOf } from './pickle-contents.ts';
import { pickleError } from './pickle-values.ts';
import type { PickleStorage, PickleTensor, PickleValue } from './pickle-values.ts';
import { copyStrided, isContiguous, span } from './strided.ts';
import { elementSize, readFloat32, readRaw, viewRaw, widen } from '../tensor.ts';
import type { TensorInfo } from '../tensor.ts';

/** Where the storages of one file are. */
export interface StorageLocator {
  /**
   * Throws where a storage is not there or is shorter than its tensors need.
   *
   * @throws TrilemmaError `checkpoint-corrupt`.
   */
  check(storage: PickleStorage): void;
  /** Offset in the file of a storage's first byte, once its bytes are known to be sound. Throws as `check`. */
  offsetOf(storage: PickleStorage): number;
}

/** Views that repeat elements (`expand`) may be larger than the file, but not without limit. */
const MAX_EXPANDED_BYTES = 16 << 20;

/**
 * A checkpoint over an unpickled value: tensors under their paths, other values as metadata.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where a storage is missing.
 */
export function torchCheckpoint(source: ByteSource, root: PickleValue, storages: StorageLocator): Checkpoint {
  const contents = contentsOf(root);
  const tensors = new Map<string, TensorInfo>();
  for (const [name, { storage, dtype, shape }] of contents.tensors) {
    storages.check(storage);
    tensors.set(name, { name, dtype, shape });
  }
  const tensorOf = (name: string): PickleTensor => {
    const tensor = contents.tensors.get(name);
    if (tensor === undefined) throw noSuchTensor(name);
    return tensor;
  };
  const startOf = (tensor: PickleTensor): number =>
    storages.offsetOf(tensor.storage) + tensor.offset * elementSize(tensor.dtype);

  return {
    format: 'torch',
    metadata: metadataOf(contents.plain),
    tensors,
    float32(name) {
      const tensor = tensorOf(name);
      const { dtype, count } = tensor;
      if (isContiguous(tensor)) return readFloat32(source, startOf(tensor), dtype, count);
      return widen(readView(source, startOf(tensor), tensor), dtype);
    },
    raw(name) {
      const tensor = tensorOf(name);
      const { dtype, count } = tensor;
      if (isContiguous(tensor)) return readRaw(source, startOf(tensor), dtype, count);
      return viewRaw(readView(source, startOf(tensor), tensor), dtype);
    },
  };
}

/** Row-major bytes of a tensor whose elements are not so in the file. */
function readView(source: ByteSource, start: number, tensor: PickleTensor): Uint8Array<ArrayBuffer> {
  const size = elementSize(tensor.dtype);
  if (tensor.count * size > Math.max(source.size, MAX_EXPANDED_BYTES)) {
    throw pickleError('has a tensor far larger than the file');
  }
  return copyStrided(source.read(start, span(tensor) * size), size, tensor);
}

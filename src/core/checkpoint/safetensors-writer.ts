import { checkedElementCount, elementSize } from './tensor.ts';
import type { TensorInfo } from './tensor.ts';

/** A tensor to write. */
export interface TensorToWrite extends TensorInfo {
  /** The elements' bytes, row-major, little-endian. Called once, when the tensor's turn comes. */
  bytes(): Uint8Array;
}

/**
 * A safetensors file as a sequence of chunks, so that no more than one tensor need be in memory. The bytes are
 * canonical: same tensors and metadata, in whatever order, same file. Wider element types come first, then
 * names in order of UTF-16 code units, and the header is padded to 8, so that every tensor is aligned.
 *
 * @throws RangeError where a name comes twice, is `__metadata__`, or a tensor's bytes do not fit its shape.
 */
export function* writeSafetensors(
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Generator<Uint8Array, void, undefined> {
  const ordered = [...tensors].sort(
    (a, b) => elementSize(b.dtype) - elementSize(a.dtype) || compare(a.name, b.name),
  );
  yield* headerChunks(ordered, metadata);
  for (const tensor of ordered) {
    const bytes = tensor.bytes();
    if (bytes.length !== byteLength(tensor)) {
      throw new RangeError(`${tensor.name} has ${bytes.length} bytes instead of ${byteLength(tensor)}`);
    }
    yield bytes;
  }
}

/** Bytes of a typed array, without a copy: what {@link TensorToWrite} hands over. */
export function viewBytes(array: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function* headerChunks(
  ordered: readonly TensorInfo[],
  metadata: Readonly<Record<string, string>>,
): Generator<Uint8Array, void, undefined> {
  const fields: string[] = [];
  const keys = Object.keys(metadata).sort(compare);
  if (keys.length > 0) {
    const pairs = keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`);
    fields.push(`"__metadata__":{${pairs.join(',')}}`);
  }
  const names = new Set(['__metadata__']);
  let offset = 0;
  for (const tensor of ordered) {
    if (names.has(tensor.name)) throw new RangeError(`${tensor.name} cannot be the name of a tensor here`);
    names.add(tensor.name);
    const end = offset + byteLength(tensor);
    const description = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [offset, end] };
    fields.push(`${JSON.stringify(tensor.name)}:${JSON.stringify(description)}`);
    offset = end;
  }
  const encoded = new TextEncoder().encode(`{${fields.join(',')}}`);
  const padded = new Uint8Array(8 + Math.ceil(encoded.length / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(encoded, 8);
  yield padded;
}

function byteLength(tensor: TensorInfo): number {
  return checkedElementCount(tensor.name, tensor.shape) * elementSize(tensor.dtype);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

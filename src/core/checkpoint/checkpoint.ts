import { TrilemmaError } from '../../shared/errors.ts';
import { printable } from './printable.ts';
import type { RawTensor, TensorInfo } from './tensor.ts';

/** Named tensors that are read one at a time, when they are asked for. */
export interface TensorReader {
  /** By name, in the file's order. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * One tensor's elements in row-major order, widened or narrowed to float32; freshly allocated.
   *
   * @throws TrilemmaError `checkpoint-corrupt` where there is no such tensor or its data are damaged.
   */
  float32(name: string): Float32Array<ArrayBuffer>;
  /** One tensor's elements in row-major order, as stored; freshly allocated. Throws as `float32` does. */
  raw(name: string): RawTensor;
}

/** An opened checkpoint file, whatever its format. */
export interface Checkpoint extends TensorReader {
  readonly format: 'safetensors' | 'torch';
  /**
   * safetensors: the file's metadata. torch: every value that is no tensor, under its path (`epoch`,
   * `args.num_timesteps`), as text; lists of plain values as JSON. Has no prototype.
   */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Metadata as an object without a prototype, so that a key such as `__proto__` or `toString` is only a key. */
export function metadataOf(entries: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  return Object.setPrototypeOf(Object.fromEntries(entries), null) as Record<string, string>;
}

/** The error of asking for a tensor that is not there. */
export function noSuchTensor(name: string): TrilemmaError {
  return new TrilemmaError('checkpoint-corrupt', `The checkpoint has no tensor named ${printable(name)}.`);
}

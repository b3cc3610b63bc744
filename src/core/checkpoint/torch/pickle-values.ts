import { TrilemmaError } from '../../../shared/errors.ts';
import type { DType } from '../tensor.ts';

/** A Python value, as far as checkpoints hold them. Strings that name globals never become anything callable. */
export type PickleValue = null | boolean | number | bigint | string | Uint8Array | PickleObject;

export type PickleObject =
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleSet
  | PickleNamespace
  | PickleGlobal
  | PickleStorage
  | PickleTensor
  | NumpyDType;

interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** `tuple` and `torch.Size`. */
interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** `dict` and its kin. A Map: a key such as `__proto__` is only a key. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

interface PickleSet {
  readonly kind: 'set';
  readonly items: Set<PickleValue>;
}

/** `argparse.Namespace`: attributes and nothing else. */
interface PickleNamespace {
  readonly kind: 'namespace';
  readonly attributes: Map<PickleValue, PickleValue>;
}

/** A name on the allow-list. */
export interface PickleGlobal {
  readonly kind: 'global';
  /** With its module: `torch._utils._rebuild_tensor_v2`. */
  readonly name: string;
}

/** Where a tensor's elements are: a record of the archive or a stretch of the stream. */
export interface PickleStorage {
  readonly kind: 'storage';
  readonly key: string;
  /** `bytes` for an untyped storage. */
  readonly elements: DType | 'bytes';
  /** Elements (bytes, where untyped) in the whole storage. */
  readonly length: number;
  /** The part of it that is meant, in elements; the older stream form has such. */
  readonly viewOffset: number;
  readonly viewLength: number;
}

/** A strided view of a storage, its bounds checked against the storage's stated length. */
export interface PickleTensor {
  readonly kind: 'tensor';
  readonly storage: PickleStorage;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Elements from one index to the next, for each dimension; >= 0. */
  readonly strides: readonly number[];
  /** First element, counted from the start of the whole storage. */
  readonly offset: number;
  /** Product of the shape. */
  readonly count: number;
}

/** `numpy.dtype`; mutable, since a pickle states the byte order after it. */
export interface NumpyDType {
  readonly kind: 'numpy-dtype';
  /** Kind and size: `f8`. */
  readonly code: string;
  littleEndian: boolean;
}

/** True if `value` is an object of the given kind. */
export function isKind<K extends PickleObject['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleObject, { kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

/** The items of a list or tuple, else nothing. */
export function sequenceOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  return isKind(value, 'list') || isKind(value, 'tuple') ? value.items : undefined;
}

/** True if `value` is an integer from 0 to 2^53 - 1. */
export function isIndex(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** An error about the pickled part of a checkpoint. */
export function pickleError(what: string): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-corrupt',
    `The checkpoint is damaged: its pickled part ${what}. Fetch it again.`,
  );
}

/**
 * Bounds work and memory: pickles can refer to one value any number of times, so neither is bounded by the
 * size of the file.
 */
export class PickleBudget {
  /** A checkpoint with optimiser states takes some hundred thousand. */
  #left = 2_000_000;

  /** @throws TrilemmaError `checkpoint-unsupported` when all is spent. */
  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) {
      throw new TrilemmaError(
        'checkpoint-unsupported',
        'The checkpoint holds too many values beside its tensors: save the state dict of the generator alone.',
      );
    }
  }
}

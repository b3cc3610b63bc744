/**
 * torch.save's older form (before 1.6): pickles of a magic number, a protocol version and facts of the machine;
 * the pickle of the object; the pickle of the storages' keys; then for each key an int64 count of elements and
 * the elements.
 */
import { TrilemmaError } from '../../../shared/errors.ts';
import { ByteCursor } from './byte-cursor.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { unpickle } from './pickle.ts';
import { isKind, pickleError, sequenceOf } from './pickle-values.ts';
import type { PickleStorage, PickleValue } from './pickle-values.ts';
import { printable } from '../printable.ts';
import { elementSize } from '../tensor.ts';
import { torchCheckpoint } from './checkpoint.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Opens a stream of torch.save: reads its pickles, and each storage when one of its tensors is asked for.
 *
 * @throws TrilemmaError `checkpoint-corrupt`, `checkpoint-unsafe` or `checkpoint-unsupported`.
 */
export function openTorchStream(source: ByteSource): Checkpoint {
  const input = new ByteCursor(source);
  if (unpickle(input) !== MAGIC) throw unsupported('is a pickle, but torch.save did not write it');
  if (unpickle(input) !== PROTOCOL) throw unsupported('is of an unknown version of torch.save');
  const system = unpickle(input);
  if (isKind(system, 'dict') && system.entries.get('little_endian') === false) {
    throw unsupported('was written with big-endian numbers');
  }
  const storages = new Map<string, PickleStorage>();
  const root = unpickle(input, storages);
  const offsets = locateStorages(input, unpickle(input), storages);
  const offsetOf = ({ key }: PickleStorage): number => {
    const offset = offsets.get(key);
    if (offset === undefined)
      throw pickleError(`refers to storage ${printable(key)}, which is not in the file`);
    return offset;
  };
  return torchCheckpoint(source, root, { check: (storage) => void offsetOf(storage), offsetOf });
}

/** Walks over the storages' lengths, and so finds where each begins. */
function locateStorages(
  input: ByteCursor,
  keys: PickleValue,
  storages: ReadonlyMap<string, PickleStorage>,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  for (const key of sequenceOf(keys) ?? []) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined) throw pickleError('lists a storage that no tensor has');
    const length = Number(input.view(8).getBigInt64(0, true));
    if (length !== storage.length)
      throw pickleError(`has another length for storage ${printable(storage.key)}`);
    offsets.set(storage.key, input.position);
    input.skip(length * (storage.elements === 'bytes' ? 1 : elementSize(storage.elements)));
  }
  return offsets;
}

function unsupported(what: string): TrilemmaError {
  return new TrilemmaError('checkpoint-unsupported', `The file ${what}.`);
}

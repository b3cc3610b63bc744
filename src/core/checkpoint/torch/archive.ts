/** torch.save's present form: a zip archive with one pickle, `data.pkl`, and one record for each storage. */
import { TrilemmaError } from '../../../shared/errors.ts';
import { ByteCursor } from './byte-cursor.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { latin1Text } from '../latin1.ts';
import { unpickle } from './pickle.ts';
import { pickleError } from './pickle-values.ts';
import { printable } from '../printable.ts';
import { elementSize } from '../tensor.ts';
import { torchCheckpoint } from './checkpoint.ts';
import type { StorageLocator } from './checkpoint.ts';
import { readZipDirectory, verifyZipEntry, zipEntryOffset } from './zip.ts';
import type { ZipEntry } from './zip.ts';

type Directory = ReadonlyMap<string, ZipEntry>;

/**
 * Opens a torch.save archive: reads its directory and its pickle, and each storage when one of its tensors is
 * asked for.
 *
 * @throws TrilemmaError `checkpoint-corrupt`, `checkpoint-unsafe` or `checkpoint-unsupported`.
 */
export function openTorchArchive(source: ByteSource): Checkpoint {
  const directory = readZipDirectory(source);
  const pickle = findPickle(directory);
  const root = pickle.name.slice(0, -'data.pkl'.length);
  refuseTorchScript(directory, root);

  const offsetOf = checkedOffsets(source);
  const byteOrder = directory.get(`${root}byteorder`);
  if (byteOrder !== undefined) {
    const text = latin1Text(source.read(offsetOf(byteOrder), Math.min(byteOrder.size, 16))).trim();
    if (text !== 'little') throw unsupported(`was written with ${printable(text)}-endian numbers`);
  }
  const start = offsetOf(pickle);
  const value = unpickle(new ByteCursor(source, start, start + pickle.size));
  return torchCheckpoint(source, value, recordLocator(directory, root, offsetOf));
}

function findPickle(directory: Directory): ZipEntry {
  const pickles = [...directory.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickles.length > 1) throw pickleError('comes more than once in the archive');
  if (pickle !== undefined) return pickle;
  const names = [...directory.keys()];
  if (names.some((name) => name.endsWith('.npy'))) throw unsupported('is an archive of NumPy arrays');
  const inner = names.find((name) => /\.(?:pth?|pkl|ckpt|safetensors)$/.test(name));
  if (inner !== undefined) throw unsupported(`is a zip archive around ${printable(inner)}: unpack it first`);
  throw unsupported('is a zip archive, but torch.save did not write it');
}

function refuseTorchScript(directory: Directory, root: string): void {
  const code = `${root}code/`;
  const isScript =
    directory.has(`${root}constants.pkl`) || [...directory.keys()].some((name) => name.startsWith(code));
  if (isScript)
    throw unsupported('is a TorchScript program: save the state dict of the model with torch.save');
}

/** Offsets of entries; at the first request for one, its bytes are checked against its checksum. */
function checkedOffsets(source: ByteSource): (entry: ZipEntry) => number {
  const offsets = new Map<ZipEntry, number>();
  return (entry) => {
    const known = offsets.get(entry);
    if (known !== undefined) return known;
    const offset = zipEntryOffset(source, entry);
    verifyZipEntry(source, entry, offset);
    offsets.set(entry, offset);
    return offset;
  };
}

function recordLocator(
  directory: Directory,
  root: string,
  offsetOf: (entry: ZipEntry) => number,
): StorageLocator {
  const recordOf = (key: string): ZipEntry => {
    const record = directory.get(`${root}data/${key}`);
    if (record === undefined)
      throw pickleError(`refers to storage ${printable(key)}, which is not in the archive`);
    return record;
  };
  return {
    check({ key, elements, length }) {
      const bytes = length * (elements === 'bytes' ? 1 : elementSize(elements));
      if (recordOf(key).size < bytes)
        throw pickleError(`claims more of storage ${printable(key)} than there is`);
    },
    offsetOf: ({ key }) => offsetOf(recordOf(key)),
  };
}

function unsupported(what: string): TrilemmaError {
  return new TrilemmaError('checkpoint-unsupported', `The file ${what}.`);
}

/**
 * Reader of the safetensors format: an 8-byte little-endian header length, a JSON header, then the tensors'
 * bytes without holes (https://github.com/huggingface/safetensors#format).
 */
import { counted, number } from '../../shared/counted.ts';
import type { ByteSource } from './byte-source.ts';
import type { Checkpoint } from './checkpoint.ts';
import { noSuchTensor } from './checkpoint.ts';
import { damaged, parseHeader } from './safetensors-header.ts';
import type { HeaderEntry } from './safetensors-header.ts';
import { readFloat32, readRaw } from './tensor.ts';

/** The format's own bound on the header. */
const MAX_HEADER_BYTES = 100_000_000;

const LENGTH_BYTES = 8;

/**
 * Opens a safetensors file: reads and checks its header, and each tensor when it is asked for.
 *
 * @throws TrilemmaError `checkpoint-corrupt` or `checkpoint-unsupported`.
 */
export function openSafetensors(source: ByteSource): Checkpoint {
  if (source.size < LENGTH_BYTES)
    throw damaged(`it has ${counted(source.size, 'byte')}, fewer than a header needs`);
  const headerBytes = readHeaderLength(source);
  const dataStart = LENGTH_BYTES + headerBytes;
  const { metadata, entries } = parseHeader(source.read(LENGTH_BYTES, headerBytes));
  checkLayout(entries, source.size - dataStart);

  const tensors = new Map(entries.map((entry) => [entry.name, entry]));
  const entryOf = (name: string): HeaderEntry => {
    const entry = tensors.get(name);
    if (entry === undefined) throw noSuchTensor(name);
    return entry;
  };
  return {
    format: 'safetensors',
    metadata,
    tensors,
    float32(name) {
      const { begin, dtype, count } = entryOf(name);
      return readFloat32(source, dataStart + begin, dtype, count);
    },
    raw(name) {
      const { begin, dtype, count } = entryOf(name);
      return readRaw(source, dataStart + begin, dtype, count);
    },
  };
}

function readHeaderLength(source: ByteSource): number {
  const bytes = source.read(0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw damaged(`its header claims ${number.format(length)} bytes, more than the format's 100 MB`);
  }
  if (Number(length) > source.size - LENGTH_BYTES) {
    throw damaged(
      `its header claims ${counted(Number(length), 'byte')}, but the file has ${number.format(source.size)} in all`,
    );
  }
  return Number(length);
}

/** Tensors must cover the data exactly: what a hole or an overlap hides is not a tensor. */
function checkLayout(entries: readonly HeaderEntry[], dataBytes: number): void {
  const inOrder = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const entry of inOrder) {
    if (entry.begin !== end) throw damaged(`its tensors overlap or leave a hole at byte ${end} of the data`);
    end = entry.end;
  }
  if (end > dataBytes)
    throw damaged(`it is cut short, with ${number.format(dataBytes)} of ${counted(end, 'byte')} of tensors`);
  if (end < dataBytes) {
    throw damaged(
      `it goes on for ${counted(dataBytes - end, 'byte')} behind its last tensor`,
      'Cut that off, or fetch it again',
    );
  }
}

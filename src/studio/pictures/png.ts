/** PNG as a sequence of chunks (W3C, Portable Network Graphics Specification, third edition, section 5). */
import { crc32 } from 'node:zlib';
import { TrilemmaError } from '../../shared/errors.ts';

export interface PngChunk {
  /** Four letters. */
  readonly type: string;
  readonly data: Uint8Array;
}

/** A chunk of a file: of its `bytes`, those from `start` to before `end` are the chunk's. */
export interface StoredChunk extends PngChunk {
  readonly start: number;
  readonly end: number;
}

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Told by its first bytes. */
export function isPng(bytes: Uint8Array): boolean {
  return PNG_SIGNATURE.every((byte, at) => bytes[at] === byte);
}

/** Length and type before the data, checksum after them. */
const HEAD_BYTES = 8;
const CRC_BYTES = 4;

/**
 * The chunks up to IEND, in order. Lengths are checked against the file before anything is read, and checksums of
 * all but the pixels' chunks as they come by; `data` are views of `bytes`.
 *
 * @throws TrilemmaError 'recipe-invalid' where the file is no PNG, is cut short or is damaged.
 */
export function* pngChunks(bytes: Uint8Array): Generator<StoredChunk, void, undefined> {
  if (!isPng(bytes)) {
    throw new TrilemmaError('recipe-invalid', 'The file is not a PNG picture, so there is no recipe in it.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = PNG_SIGNATURE.length; ;) {
    if (bytes.length - start < HEAD_BYTES + CRC_BYTES) throw damagedPng('it is cut short');
    const length = view.getUint32(start);
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + HEAD_BYTES));
    if (!/^[A-Za-z]{4}$/.test(type)) throw damagedPng('it holds something that is no chunk');
    const dataStart = start + HEAD_BYTES;
    if (length > bytes.length - dataStart - CRC_BYTES) throw damagedPng(`its ${type} chunk is cut short`);
    const dataEnd = dataStart + length;
    if (type !== 'IDAT' && crc32(bytes.subarray(start + 4, dataEnd)) !== view.getUint32(dataEnd)) {
      throw damagedPng(`the checksum of its ${type} chunk is wrong`);
    }
    const end = dataEnd + CRC_BYTES;
    yield { type, data: bytes.subarray(dataStart, dataEnd), start, end };
    if (type === 'IEND') return;
    start = end;
  }
}

/**
 * A copy of a PNG with chunks put in before its pixels.
 *
 * @param isReplaced which of the file's own chunks to leave out
 * @throws TrilemmaError 'recipe-invalid' as {@link pngChunks}, or where there are no pixels.
 */
export function insertChunks(
  png: Uint8Array,
  chunks: readonly PngChunk[],
  isReplaced: (chunk: PngChunk) => boolean,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [PNG_SIGNATURE];
  let inserted = false;
  for (const chunk of pngChunks(png)) {
    if (chunk.type === 'IDAT' && !inserted) {
      parts.push(...chunks.map(encodeChunk));
      inserted = true;
    }
    if (!isReplaced(chunk)) parts.push(png.subarray(chunk.start, chunk.end));
  }
  if (!inserted) throw damagedPng('it has no pixels');
  return concatenated(parts);
}

/** The error about a PNG that cannot be read. */
export function damagedPng(what: string): TrilemmaError {
  return new TrilemmaError('recipe-invalid', `The PNG picture is damaged: ${what}.`);
}

/** Length, type, data and checksum. */
export function encodeChunk({ type, data }: PngChunk): Uint8Array {
  const chunk = new Uint8Array(HEAD_BYTES + data.length + CRC_BYTES);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let at = 0; at < 4; at++) chunk[4 + at] = type.charCodeAt(at);
  chunk.set(data, HEAD_BYTES);
  view.setUint32(HEAD_BYTES + data.length, crc32(chunk.subarray(4, HEAD_BYTES + data.length)));
  return chunk;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

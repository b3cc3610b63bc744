/**
 * Reader of zip archives whose entries are stored, as torch.save writes them: the directory is read at once,
 * an entry's bytes when they are asked for. Format: PKWARE APPNOTE 6.3.
 */
import { counted } from '../../../shared/counted.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { crc32 } from './crc32.ts';
import { printable } from '../printable.ts';

/** An entry of the directory. Its name is looked up, and never used as a path. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes, uncompressed. */
  readonly size: number;
  readonly storedSize: number;
  readonly crc: number;
  /** 0 for stored. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly headerOffset: number;
}

const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR64_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;
/** A checkpoint with optimiser states has some thousands. */
const MAX_ENTRIES = 200_000;
const SLAB_BYTES = 4 << 20;

/**
 * The entries of an archive by name.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where the directory is missing or damaged.
 */
export function readZipDirectory(source: ByteSource): ReadonlyMap<string, ZipEntry> {
  const { offset, size, count } = locateDirectory(source);
  if (count > MAX_ENTRIES || count * ENTRY_BYTES > size || offset + size > source.size) {
    throw damaged('its directory does not fit the file');
  }
  const bytes = source.read(offset, size);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { entry, end } = readEntry(bytes, at);
    if (entries.has(entry.name)) throw damaged(`it has ${printable(entry.name)} twice`);
    entries.set(entry.name, entry);
    at = end;
  }
  return entries;
}

/**
 * Offset in the source of an entry's bytes.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where they are not there, `checkpoint-unsupported` where they are
 * compressed or encrypted.
 */
export function zipEntryOffset(source: ByteSource, entry: ZipEntry): number {
  if (entry.method !== 0 || entry.encrypted) {
    const how = entry.encrypted ? 'encrypted' : 'compressed';
    throw new TrilemmaError(
      'checkpoint-unsupported',
      `The checkpoint is a zip archive with ${how} entries, which torch.save never writes: save it again with torch.save.`,
    );
  }
  const header = viewOf(source.read(entry.headerOffset, LOCAL_BYTES));
  if (header.getUint32(0, true) !== 0x04034b50)
    throw damaged(`${printable(entry.name)} is not where it should be`);
  const offset = entry.headerOffset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (entry.storedSize !== entry.size || offset + entry.size > source.size) {
    throw damaged(`${printable(entry.name)} does not fit the file`);
  }
  return offset;
}

/**
 * Checks an entry's bytes at `offset` against their checksum. Newer versions of torch can leave checksums out,
 * and write 0 then.
 *
 * @throws TrilemmaError `checkpoint-corrupt` where they differ.
 */
export function verifyZipEntry(source: ByteSource, entry: ZipEntry, offset: number): void {
  if (entry.crc === 0) return;
  let crc = 0;
  for (let at = 0; at < entry.size; at += SLAB_BYTES) {
    crc = crc32(source.read(offset + at, Math.min(SLAB_BYTES, entry.size - at)), crc);
  }
  if (crc !== entry.crc) throw damaged(`the checksum of ${printable(entry.name)} is wrong`);
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

function locateDirectory(source: ByteSource): Directory {
  const tailBytes = Math.min(source.size, END_BYTES + MAX_COMMENT_BYTES);
  const tailStart = source.size - tailBytes;
  const tail = viewOf(source.read(tailStart, tailBytes));
  let following: number | undefined;
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    const rest = tailBytes - (at + END_BYTES + tail.getUint16(at + 20, true));
    if (rest === 0) return directoryAt(source, tail, tailStart, at);
    if (rest > 0) following ??= rest;
  }
  if (following !== undefined) {
    throw damaged(
      `it goes on for ${counted(following, 'byte')} behind its end`,
      'Cut that off, or fetch it again',
    );
  }
  throw damaged('the directory at its end is missing: it is cut short, or something was put behind it');
}

function directoryAt(source: ByteSource, tail: DataView, tailStart: number, at: number): Directory {
  const wide = directory64(source, tailStart + at);
  if (wide !== undefined) return wide;
  const count = tail.getUint16(at + 10, true);
  const size = tail.getUint32(at + 12, true);
  const offset = tail.getUint32(at + 16, true);
  const isZip64 = count === 0xffff || size === 0xffffffff || offset === 0xffffffff;
  if (isZip64) throw damaged('its directory is missing');
  refuseInFront(tailStart + at - (offset + size));
  return { offset, size, count };
}

/** What the 64-bit end of the directory says, where the archive has one, as those of torch.save do. */
function directory64(source: ByteSource, endOffset: number): Directory | undefined {
  const locatorOffset = endOffset - LOCATOR64_BYTES;
  const recordOffset = locatorOffset - END64_BYTES;
  if (recordOffset < 0) return undefined;
  const locator = viewOf(source.read(locatorOffset, LOCATOR64_BYTES));
  if (locator.getUint32(0, true) !== 0x07064b50) return undefined;
  const record = viewOf(source.read(recordOffset, END64_BYTES));
  if (record.getUint32(0, true) !== 0x06064b50) throw damaged('its directory is missing');
  refuseInFront(recordOffset - uint64(locator, 8));
  return { count: uint64(record, 32), size: uint64(record, 40), offset: uint64(record, 48) };
}

/** @param bytes between where things are and where the archive says that they are */
function refuseInFront(bytes: number): void {
  if (bytes <= 0) return;
  throw damaged(
    `something of ${counted(bytes, 'byte')} is in front of it, such as another archive`,
    'Cut that off, or fetch it again',
  );
}

function readEntry(bytes: Uint8Array, at: number): { entry: ZipEntry; end: number } {
  if (at + ENTRY_BYTES > bytes.length) throw damaged('its directory is cut short');
  const view = viewOf(bytes.subarray(at));
  if (view.getUint32(0, true) !== 0x02014b50) throw damaged('its directory is not readable');
  const nameEnd = ENTRY_BYTES + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const end = extraEnd + view.getUint16(32, true);
  if (at + end > bytes.length) throw damaged('its directory is cut short');
  const sizes = wideSizes(view, nameEnd, extraEnd);
  const entry: ZipEntry = {
    name: new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + nameEnd)),
    ...sizes,
    crc: view.getUint32(16, true),
    method: view.getUint16(10, true),
    encrypted: (view.getUint16(8, true) & 1) === 1,
  };
  return { entry, end: at + end };
}

/** Sizes and offset of an entry; those that read 2^32 - 1 are in the zip64 field, in this order. */
function wideSizes(
  view: DataView,
  extraStart: number,
  extraEnd: number,
): Pick<ZipEntry, 'size' | 'storedSize' | 'headerOffset'> {
  let wide = -1;
  let wideEnd = -1;
  for (let at = extraStart; at + 4 <= extraEnd && wide < 0;) {
    const next = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && next <= extraEnd) [wide, wideEnd] = [at + 4, next];
    at = next;
  }
  const field = (narrow: number): number => {
    const value = view.getUint32(narrow, true);
    if (value !== 0xffffffff) return value;
    if (wide < 0 || wide + 8 > wideEnd) throw damaged('its directory lacks a size');
    wide += 8;
    return uint64(view, wide - 8);
  };
  const size = field(24);
  const storedSize = field(20);
  return { size, storedSize, headerOffset: field(42) };
}

/** Rounds beyond 2^53, which is beyond any file. */
function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function damaged(what: string, advice = 'Fetch it again'): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-corrupt',
    `The checkpoint, a torch.save archive, is damaged: ${what}. ${advice}.`,
  );
}

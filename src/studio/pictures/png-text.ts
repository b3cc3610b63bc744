/** Text in PNG: tEXt, zTXt and iTXt (PNG specification, third edition, section 11.3.3). */
import { inflateSync } from 'node:zlib';
import { damagedPng, type PngChunk } from './png.ts';

/** Longest keyword that the format allows. */
const MAX_KEYWORD = 79;

/** Longest text that is read: compressed, a few bytes could stand for far more. */
const MAX_TEXT_BYTES = 1 << 20;

/** The printable characters of Latin-1, which is all that tEXt may hold. */
const LATIN_1 = /^[\n\x20-\x7e\xa1-\xff]*$/;

/** A chunk for this text that most programs read: tEXt where Latin-1 has all its characters, else iTXt. */
export function textChunk(keyword: string, text: string): PngChunk {
  if (!LATIN_1.test(text)) return internationalTextChunk(keyword, text);
  return { type: 'tEXt', data: Buffer.from(`${keyword}\0${text}`, 'latin1') };
}

/** An iTXt chunk, not compressed, of no stated language. */
export function internationalTextChunk(keyword: string, text: string): PngChunk {
  return { type: 'iTXt', data: Buffer.from(`${keyword}\0\0\0\0\0${text}`, 'utf8') };
}

/** The keyword of a chunk of text; undefined for other chunks. */
export function keywordOf({ type, data }: PngChunk): string | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const end = data.subarray(0, MAX_KEYWORD + 1).indexOf(0);
  return end < 0 ? undefined : latin1(data.subarray(0, end));
}

/**
 * The text of a chunk of text, compressed or not: programs that write a picture again change one kind to another.
 *
 * @throws TrilemmaError 'recipe-invalid' where it is damaged or longer than 1 MiB.
 */
export function textOf(chunk: PngChunk): string {
  const rest = chunk.data.subarray(chunk.data.indexOf(0) + 1);
  switch (chunk.type) {
    case 'tEXt':
      return latin1(bounded(rest));
    case 'zTXt':
      return latin1(inflated(rest[0], rest.subarray(1)));
    default:
      return internationalText(rest);
  }
}

/** After the keyword: compression flag, its method, language tag, 0, translated keyword, 0, text. */
function internationalText(rest: Uint8Array): string {
  const [isCompressed, method] = rest;
  const languageEnd = rest.indexOf(0, 2);
  const textStart = rest.indexOf(0, languageEnd + 1) + 1;
  if (languageEnd < 0 || textStart === 0) throw damagedPng('its text is cut short');
  const stored = rest.subarray(textStart);
  const bytes = isCompressed === 0 ? bounded(stored) : inflated(method, stored);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damagedPng('its text is not UTF-8');
  }
}

function inflated(method: number | undefined, bytes: Uint8Array): Uint8Array {
  if (method !== 0) throw damagedPng('its text is compressed in a way that PNG does not have');
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch (cause) {
    const isTooLong = cause instanceof RangeError;
    throw isTooLong ? tooLong() : damagedPng('its compressed text cannot be read');
  }
}

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_TEXT_BYTES) throw tooLong();
  return bytes;
}

function tooLong(): Error {
  return damagedPng('it holds more text than a recipe has');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

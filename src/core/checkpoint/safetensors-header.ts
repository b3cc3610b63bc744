import { counted } from '../../shared/counted.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { metadataOf } from './checkpoint.ts';
import { printable } from './printable.ts';
import { checkedElementCount, elementSize, isDType } from './tensor.ts';
import type { DType, TensorInfo } from './tensor.ts';

/** One tensor of a safetensors header; `begin` and `end` in bytes from the start of the data. */
export interface HeaderEntry extends TensorInfo {
  readonly begin: number;
  readonly end: number;
  readonly count: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly HeaderEntry[];
}

/** A header nests three deep; more room is left for fields that later versions of the format may add. */
const MAX_DEPTH = 16;

/** Names and fields in all, four for each tensor: objects take far more memory than the text they came from. */
const MAX_KEYS = 400_000;

/**
 * Parses the JSON of a safetensors header: strict, since a lax reader is how two programs see two models in
 * one file. Offsets are checked against shapes here, and against the file by the caller.
 *
 * @throws TrilemmaError `checkpoint-corrupt`, or `checkpoint-unsupported` for element types of 8 bits and less.
 */
export function parseHeader(bytes: Uint8Array): Header {
  const root = parseJson(bytes);
  if (!isObject(root)) throw damaged('its header is not an object');
  const entries: HeaderEntry[] = [];
  let metadata: Header['metadata'] = metadataOf([]);
  for (const [name, value] of Object.entries(root)) {
    if (name === '__metadata__') metadata = parseMetadata(value);
    else entries.push(parseEntry(name, value));
  }
  return { metadata, entries };
}

/** An error about the file as a whole. */
export function damaged(what: string, advice = 'Fetch it again'): TrilemmaError {
  return new TrilemmaError('checkpoint-corrupt', `The safetensors file is damaged: ${what}. ${advice}.`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    checkKeys(text);
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof TrilemmaError) throw cause;
    throw damaged('its header is not valid JSON');
  }
}

/**
 * Rejects what JSON.parse would let through or drown in: a key twice in one object, deep nesting, and masses. Faults
 * of syntax are left for JSON.parse.
 */
function checkKeys(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let keyExpected = false;
  let keyCount = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '"': {
        const start = at;
        at = endOfString(text, start);
        const keys = open.at(-1);
        if (keyExpected && keys !== undefined) {
          addKey(keys, text.slice(start, at + 1));
          if (++keyCount > MAX_KEYS) throw tooMany();
        }
        keyExpected = false;
        break;
      }
      case '{':
        open.push(new Set());
        keyExpected = true;
        break;
      case '[':
        open.push(undefined);
        keyExpected = false;
        break;
      case '}':
      case ']':
        open.pop();
        keyExpected = false;
        break;
      case ',':
        keyExpected = open.at(-1) !== undefined;
        break;
    }
    if (open.length > MAX_DEPTH) throw damaged('its header is nested too deeply');
  }
}

function tooMany(): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-unsupported',
    'The safetensors file has more tensors than any model here.',
  );
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function addKey(keys: Set<string>, quoted: string): void {
  const key = JSON.parse(quoted) as string;
  if (keys.has(key)) throw damaged(`its header has ${printable(key)} twice`);
  keys.add(key);
}

function parseMetadata(value: unknown): Header['metadata'] {
  if (!isObject(value)) throw damaged('its metadata are not an object');
  return metadataOf(
    Object.entries(value).map(([key, text]): [string, string] => {
      if (typeof text !== 'string') throw damaged(`its metadata has ${printable(key)}, which is not text`);
      return [key, text];
    }),
  );
}

function parseEntry(name: string, value: unknown): HeaderEntry {
  if (!isObject(value)) throw damaged(`tensor ${printable(name)} has no description`);
  const dtype = parseDType(name, value.dtype);
  const shape = value.shape;
  if (!isIntegers(shape)) throw damaged(`tensor ${printable(name)} has no shape of integers`);
  const offsets = value.data_offsets;
  if (!isIntegers(offsets) || offsets.length !== 2) throw damaged(`tensor ${printable(name)} has no offsets`);
  const [begin, end] = offsets as [number, number];
  const count = checkedElementCount(name, shape);
  if (end - begin !== count * elementSize(dtype)) {
    throw damaged(
      `tensor ${printable(name)}, ${dtype} [${printable(shape.join(', '))}], does not fit its ${counted(end - begin, 'byte')}`,
    );
  }
  return { name, dtype, shape, begin, end, count };
}

function parseDType(name: string, dtype: unknown): DType {
  if (typeof dtype !== 'string') throw damaged(`tensor ${printable(name)} has no element type`);
  if (isDType(dtype)) return dtype;
  throw new TrilemmaError(
    'checkpoint-unsupported',
    `Tensor ${printable(name)} has elements of type ${printable(dtype)}, which is not supported: convert the checkpoint to F32, F16 or BF16.`,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntegers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

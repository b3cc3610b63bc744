/** Archives, pickles and damage for the tests of this folder. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { bytesSource } from './byte-source.ts';
import { crc32 } from './torch/crc32.ts';
import { latin1Bytes } from './latin1.ts';
import { openCheckpoint } from './open.ts';

/** Bytes from Latin-1 text, numbers and other bytes, one after the other. */
export function bytes(...parts: readonly (string | number | Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'string') return [...latin1Bytes(part)];
      return typeof part === 'number' ? [part] : [...part];
    }),
  );
}

/** Little-endian, `size` bytes. */
export function little(value: number | bigint, size: number): number[] {
  const whole = BigInt.asUintN(8 * size, BigInt(value));
  return Array.from({ length: size }, (_, i) => Number((whole >> BigInt(8 * i)) & 0xffn));
}

export interface ZipOptions {
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly zip64?: boolean;
}

/** A zip archive of stored entries. */
export function zip(entries: Readonly<Record<string, Uint8Array>>, options: ZipOptions = {}): Uint8Array {
  const { method = 0, flags = 0, zip64 = false } = options;
  const body: number[] = [];
  const directory: number[] = [];
  for (const [name, data] of Object.entries(entries)) {
    const offset = body.length;
    const text = [...latin1Bytes(name)];
    const crc = little(options.crc ?? crc32(data), 4);
    const wide = zip64
      ? [
          ...little(1, 2),
          ...little(24, 2),
          ...[data.length, data.length, offset].flatMap((n) => little(n, 8)),
        ]
      : [];
    const sizes = zip64 ? Array<number>(8).fill(255) : [...little(data.length, 4), ...little(data.length, 4)];
    const common = [
      ...little(flags, 2),
      ...little(method, 2),
      0,
      0,
      0,
      0,
      ...crc,
      ...sizes,
      ...little(text.length, 2),
    ];
    body.push(...bytes('PK\x03\x04', [20, 0], common, [0, 0], text));
    for (const byte of data) body.push(byte);
    directory.push(
      ...bytes('PK\x01\x02', [20, 0, 20, 0], common, little(wide.length, 2), Array<number>(10).fill(0)),
      ...(zip64 ? [255, 255, 255, 255] : little(offset, 4)),
      ...text,
      ...wide,
    );
  }
  const count = Object.keys(entries).length;
  const start = body.length;
  const end64 = [
    ...bytes('PK\x06\x06', little(44, 8), [45, 0, 45, 0], Array<number>(8).fill(0)),
    ...[count, count, directory.length, start].flatMap((n) => little(n, 8)),
    ...bytes('PK\x06\x07', little(0, 4), little(start + directory.length, 8), little(1, 4)),
  ];
  const narrow = zip64
    ? Array<number>(12).fill(255)
    : [count, count]
        .flatMap((n) => little(n, 2))
        .concat([directory.length, start].flatMap((n) => little(n, 4)));
  return bytes(body, directory, zip64 ? end64 : [], 'PK\x05\x06', [0, 0, 0, 0], narrow, [0, 0]);
}

/** A torch.save archive around a pickle and storages. */
export function archive(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
  options?: ZipOptions,
): Uint8Array {
  const records = Object.entries(storages).map(([key, data]) => [`a/data/${key}`, data]);
  return zip(
    { 'a/data.pkl': pickle, ...(Object.fromEntries(records) as Record<string, Uint8Array>) },
    options,
  );
}

/** Opcodes of protocol 2 for one tensor of a torch.save archive. */
export function tensorOpcodes(tensor: {
  readonly key: string;
  readonly storage?: string;
  readonly length: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}): Uint8Array {
  const { key, storage = 'FloatStorage', length, offset = 0, shape, strides } = tensor;
  const tuple = (numbers: readonly number[]): Uint8Array => bytes('(', ...numbers.map(integer), 't');
  return bytes(
    'ctorch._utils\n_rebuild_tensor_v2\n(',
    ...['(', text('storage'), `ctorch\n${storage}\n`, text(key), text('cpu'), integer(length), 'tQ'],
    ...[integer(offset), tuple(shape), tuple(strides), 0x89, 'N', 'tR'],
  );
}

/** BINUNICODE. */
export function text(value: string): Uint8Array {
  const encoded = new TextEncoder().encode(value);
  return bytes('X', little(encoded.length, 4), encoded);
}

/** LONG1, for integers of any size. */
export function integer(value: number | bigint): Uint8Array {
  return bytes(0x8a, 9, little(BigInt(value), 9));
}

/** A pickle of protocol 2 that holds one dict with one key. */
export function dictPickle(key: string, value: Uint8Array): Uint8Array {
  return bytes(0x80, 2, '}', text(key), value, 's.');
}

/** Opens a checkpoint in memory and reads every tensor of it. */
export function readAll(file: Uint8Array): number {
  const checkpoint = openCheckpoint(bytesSource(file));
  for (const name of checkpoint.tensors.keys()) {
    checkpoint.float32(name);
    checkpoint.raw(name);
  }
  return checkpoint.tensors.size;
}

/** The error of reading a file; fails where there is none or it is not made for people. */
export function errorOf(file: Uint8Array | (() => unknown)): {
  readonly code: ErrorCode;
  readonly message: string;
} {
  try {
    if (file instanceof Uint8Array) readAll(file);
    else file();
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
    if (/[\n\r\x1b]/.test(error.message)) throw new Error(`not one line: ${error.message}`, { cause: error });
    return { code: error.code, message: error.message };
  }
  throw new Error('nothing was wrong');
}

/** Reads a damaged file: it may turn out readable, but any error must be one made for people. */
export function survive(file: Uint8Array): void {
  try {
    readAll(file);
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
  }
}

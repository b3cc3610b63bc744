import { describe, expect, it } from 'vitest';
import { bytesSource } from '../byte-source.ts';
import { openCheckpoint } from '../open.ts';
import {
  archive,
  bytes,
  dictPickle,
  errorOf,
  integer,
  little,
  readAll,
  tensorOpcodes,
  text,
  zip,
} from '../testing.ts';

const pair = new Uint8Array(Float32Array.of(1, 2).buffer);
const weight = { key: '0', length: 2, shape: [2], strides: [1] };
const pickle = dictPickle('w', tensorOpcodes(weight));

function float32(file: Uint8Array, name = 'w'): number[] {
  return [...openCheckpoint(bytesSource(file)).float32(name)];
}

describe('a zip archive', () => {
  it('is read in the plain and the 64-bit form', () => {
    expect(float32(archive(pickle, { 0: pair }))).toEqual([1, 2]);
    expect(float32(archive(pickle, { 0: pair }, { zip64: true }))).toEqual([1, 2]);
  });

  it('is read with a comment at its end', () => {
    const file = archive(pickle, { 0: pair });
    expect(float32(bytes(file.with(file.length - 2, 3), 'PK!'))).toEqual([1, 2]);
  });

  it.each([
    [1, '1 byte'],
    [4, '4 bytes'],
    [40_000, '40,000 bytes'],
  ])('with %i bytes behind it is refused for these', (count, words) => {
    for (const zip64 of [false, true]) {
      const file = bytes(archive(pickle, { 0: pair }, { zip64 }), new Uint8Array(count));
      expect(errorOf(file).message).toContain(`goes on for ${words} behind its end`);
      expect(errorOf(file).message).not.toContain('cut short');
    }
  });

  it('is read without checksums, and refused with wrong ones', () => {
    expect(float32(archive(pickle, { 0: pair }, { crc: 0 }))).toEqual([1, 2]);
    expect(errorOf(archive(pickle, { 0: pair }, { crc: 5 })).message).toMatch(/checksum of a\/data.pkl/);
  });

  it.each<readonly [string, Uint8Array, RegExp]>([
    ['compressed', archive(pickle, { 0: pair }, { method: 8 }), /compressed entries/],
    ['encrypted', archive(pickle, { 0: pair }, { flags: 1 }), /encrypted entries/],
    ['big-endian', zip({ 'a/data.pkl': pickle, 'a/byteorder': bytes('big') }), /big-endian/],
    ['a TorchScript program', zip({ 'a/data.pkl': pickle, 'a/code/x.py': bytes() }), /TorchScript/],
    ['NumPy arrays', zip({ 'x.npy': bytes() }), /NumPy/],
    ['around a checkpoint', zip({ 'runs/netG_1200.pth': bytes() }), /around runs\/netG_1200.pth: unpack/],
    ['of something else', zip({ '../../etc/passwd': bytes('x') }), /torch.save did not write/],
    ['empty', zip({}), /torch.save did not write/],
  ])('that is %s is refused as unsupported', (_, file, message) => {
    const error = errorOf(file);
    expect(error.code).toBe('checkpoint-unsupported');
    expect(error.message).toMatch(message);
  });

  const whole = archive(pickle, { 0: pair });
  const end = whole.length - 22;
  const patched = (at: number, patch: readonly number[]): Uint8Array =>
    bytes(whole.subarray(0, at), patch, whole.subarray(at + patch.length));
  it.each<readonly [string, Uint8Array]>([
    ['no end', whole.slice(0, end)],
    ['a directory beyond the file', patched(end + 16, little(2 ** 31, 4))],
    ['a directory of 4 GB', patched(end + 12, little(0xfffffffe, 4))],
    ['more entries than it has room for', patched(end + 10, little(60_000, 2))],
    ['no locator of the 64-bit directory', patched(end + 16, little(-1, 4))],
    ['two pickles', zip({ 'a/data.pkl': pickle, 'b/data.pkl': pickle })],
    ['a damaged local header', whole.with(0, 0x50).with(2, 9)],
  ])('with %s is refused as corrupt', (_, file) => {
    expect(errorOf(file).code).toBe('checkpoint-corrupt');
  });
});

it.each([false, true])('an archive behind another is told, and of how many bytes (64-bit: %s)', (zip64) => {
  const one = archive(dictPickle('w', tensorOpcodes(weight)), { 0: pair }, { zip64 });
  expect(readAll(one)).toBe(1);
  const error = errorOf(bytes(one, one));
  expect(error.code).toBe('checkpoint-corrupt');
  expect(error.message).toContain(
    `something of ${one.length} bytes is in front of it, such as another archive`,
  );
});

describe('a tensor in an archive', () => {
  const open = (tensor: Parameters<typeof tensorOpcodes>[0], storage: Uint8Array = pair): number =>
    readAll(archive(dictPickle('w', tensorOpcodes(tensor)), { 0: storage }));

  it.each<readonly [string, Parameters<typeof tensorOpcodes>[0]]>([
    ['a storage that is not there', { ...weight, key: '1' }],
    ['a storage on a path', { ...weight, key: '../data.pkl/../../0' }],
    ['more elements than its storage', { ...weight, shape: [3] }],
    ['an offset beyond its storage', { ...weight, offset: 1 }],
    ['a stride beyond its storage', { ...weight, strides: [2] }],
    ['a storage longer than the record', { ...weight, length: 3 }],
    ['a storage of 2^50 elements', { ...weight, length: 2 ** 50, shape: [2 ** 50] }],
    ['a shape beyond 2^53', { ...weight, shape: [2 ** 40, 2 ** 40], strides: [0, 0] }],
    ['a negative stride', { ...weight, strides: [-1] }],
    ['a negative size', { ...weight, shape: [-1] }],
    ['a stride too few', { ...weight, strides: [] }],
    ['a repeated element 2^40 times', { ...weight, shape: [2 ** 40], strides: [0] }],
    [
      'a hundred dimensions',
      { ...weight, shape: Array<number>(100).fill(1), strides: Array<number>(100).fill(1) },
    ],
  ])('with %s is refused', (_, tensor) => {
    expect(errorOf(() => open(tensor)).code).toBe('checkpoint-corrupt');
  });

  it('takes strides of any size where there is one element, or none', () => {
    expect(open({ ...weight, shape: [1, 2], strides: [2 ** 50, 1] })).toBe(1);
    expect(open({ ...weight, shape: [0, 5], strides: [2 ** 50, 1] })).toBe(1);
  });

  it('of an untyped storage has its own element type', () => {
    const opcodes = bytes(
      ...[
        'ctorch._utils\n_rebuild_tensor_v3\n((',
        text('storage'),
        'ctorch.storage\nUntypedStorage\n',
        text('0'),
      ],
      ...[text('cpu'), integer(8), 'tQ', integer(2), '(', integer(2), 't(', integer(1), 't', 0x89, 'N'],
      'ctorch\nuint16\ntR',
    );
    const checkpoint = openCheckpoint(
      bytesSource(
        archive(dictPickle('w', opcodes), { 0: new Uint8Array(Uint16Array.of(1, 2, 3, 65535).buffer) }),
      ),
    );
    expect(checkpoint.raw('w')).toEqual(Uint16Array.of(3, 65535));
  });

  it('under a path that comes twice is kept both times', () => {
    const two = bytes(
      ...[
        0x80,
        2,
        '}',
        text('a.b'),
        tensorOpcodes(weight),
        's',
        text('a'),
        '}',
        text('b'),
        tensorOpcodes(weight),
        'ss.',
      ],
    );
    expect([...openCheckpoint(bytesSource(archive(two, { 0: pair }))).tensors.keys()]).toEqual([
      'a.b',
      'a.b#2',
    ]);
  });

  it('that is the whole checkpoint has a name', () => {
    expect(float32(archive(bytes(tensorOpcodes(weight), '.'), { 0: pair }), 'tensor')).toEqual([1, 2]);
  });
});

describe('a stream of torch.save', () => {
  const magic = bytes(0x80, 2, 0x8a, 10, [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19], '.');
  const version = bytes(0x80, 2, 'M', little(1001, 2), '.');
  const system = (isLittle: boolean): Uint8Array =>
    dictPickle('little_endian', bytes(isLittle ? 0x88 : 0x89));
  const keys = bytes(0x80, 2, ']', text('0'), 'a.');
  const storage = bytes(little(2, 8), pair);

  it('is read, also behind a magic number in text', () => {
    const tail = bytes(version, system(true), pickle, keys, storage);
    expect(float32(bytes(magic, tail))).toEqual([1, 2]);
    expect(float32(bytes('L119547037146038801333356L\n.', tail))).toEqual([1, 2]);
  });

  it('is read with views of a storage', () => {
    const view = bytes(
      ...[
        'ctorch._utils\n_rebuild_tensor_v2\n((',
        text('storage'),
        'ctorch\nFloatStorage\n',
        text('0'),
        text('cpu'),
      ],
      ...[
        integer(2),
        '(',
        text('7'),
        integer(1),
        integer(1),
        'ttQ',
        integer(0),
        '(',
        integer(1),
        't(',
        integer(1),
        't',
        0x89,
        'NtR',
      ],
    );
    expect(float32(bytes(magic, version, system(true), dictPickle('w', view), keys, storage))).toEqual([2]);
  });

  it.each<readonly [string, Uint8Array, RegExp]>([
    ['another pickle', bytes(0x80, 2, '}.'), /a pickle, but torch.save did not write it/],
    ['another version', bytes(magic, bytes(0x80, 2, 'K', 1, '.')), /unknown version/],
    ['big-endian numbers', bytes(magic, version, system(false)), /big-endian/],
    [
      'a storage of another length',
      bytes(magic, version, system(true), pickle, keys, little(3, 8), pair),
      /length/,
    ],
    [
      'a storage of 2^63 elements',
      bytes(magic, version, system(true), pickle, keys, little(-1, 8), pair),
      /length/,
    ],
    [
      'a storage that is cut short',
      bytes(magic, version, system(true), pickle, keys, little(2, 8), [0]),
      /ends too early/,
    ],
    [
      'a storage missing',
      bytes(magic, version, system(true), pickle, bytes(0x80, 2, '].')),
      /not in the file/,
    ],
    [
      'a storage that nothing has',
      bytes(magic, version, system(true), bytes('}.'), keys, storage),
      /no tensor has/,
    ],
  ])('with %s is refused', (_, file, message) => {
    expect(errorOf(file).message).toMatch(message);
  });
});

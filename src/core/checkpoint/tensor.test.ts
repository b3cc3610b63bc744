import { describe, expect, it } from 'vitest';
import { bytesSource } from './byte-source.ts';
import { dtypes, checkedElementCount, elementSize, readFloat32, readRaw, viewRaw } from './tensor.ts';
import type { DType, RawTensor } from './tensor.ts';
import { errorOf } from './testing.ts';

const samples: Readonly<Record<DType, readonly [RawTensor, readonly number[]]>> = {
  F64: [Float64Array.of(0.1, -1e300, 2), [Math.fround(0.1), -Infinity, 2]],
  F32: [Float32Array.of(0.1, -2), [Math.fround(0.1), -2]],
  F16: [Uint16Array.of(0x3c00, 0xc100, 0x0001), [1, -2.5, 2 ** -24]],
  BF16: [Uint16Array.of(0x3f80, 0xc020), [1, -2.5]],
  I64: [BigInt64Array.of(-5n, 2n ** 40n), [-5, 2 ** 40]],
  I32: [Int32Array.of(-5, 7), [-5, 7]],
  I16: [Int16Array.of(-5, 7), [-5, 7]],
  I8: [Int8Array.of(-5, 7), [-5, 7]],
  U64: [BigUint64Array.of(2n ** 63n), [2 ** 63]],
  U32: [Uint32Array.of(2 ** 31), [2 ** 31]],
  U16: [Uint16Array.of(65535), [65535]],
  U8: [Uint8Array.of(255), [255]],
  BOOL: [Uint8Array.of(0, 1, 2), [0, 1, 1]],
};

describe('tensor data', () => {
  it.each(dtypes)('%s is read at any alignment, raw and as float32', (dtype) => {
    const [raw, floats] = samples[dtype];
    for (let offset = 0; offset < 9; offset++) {
      const file = new Uint8Array(offset + raw.byteLength);
      file.set(new Uint8Array(raw.buffer), offset);
      expect(readRaw(bytesSource(file), offset, dtype, raw.length)).toEqual(raw);
      expect([...readFloat32(bytesSource(file), offset, dtype, raw.length)]).toEqual(floats);
    }
  });

  it('is read whole where it is longer than one read', () => {
    const count = 3_000_001;
    const file = new Uint8Array(2 * count + 1);
    file.set([0x3c, 0x00, 0x3c], 2 * count - 2);
    const values = readFloat32(bytesSource(file), 1, 'F16', count);
    expect([values.length, values[0], values[count - 1]]).toEqual([count, 0, 1]);
  });

  it('shares no memory with the file', () => {
    const file = new Uint8Array(8);
    readFloat32(bytesSource(file), 0, 'F32', 2).fill(1);
    new Uint8Array(readRaw(bytesSource(file), 0, 'U8', 8).buffer).fill(1);
    expect(file).toEqual(new Uint8Array(8));
  });

  it('is not allocated before the file is known to have it', () => {
    const reads = [
      () => readRaw(bytesSource(new Uint8Array(8)), 0, 'U8', 2 ** 50),
      () => readFloat32(bytesSource(new Uint8Array(8)), 0, 'F16', 2 ** 52),
      () => readFloat32(bytesSource(new Uint8Array(8)), 5, 'F32', 1),
    ];
    expect(reads.map((read) => errorOf(read).code)).toEqual(Array(3).fill('checkpoint-corrupt'));
  });
});

describe('elementCount', () => {
  it('multiplies the sizes', () => {
    expect(
      [[], [3], [2, 3, 4], [0, 5], [2 ** 40, 0]].map((shape) => checkedElementCount('x', shape)),
    ).toEqual([1, 3, 24, 0, 0]);
  });

  it.each([[[-1]], [[1.5]], [[2 ** 60]], [[2 ** 30, 2 ** 30]], [[NaN]]])('refuses %j', (shape) => {
    expect(errorOf(() => checkedElementCount('x', shape)).code).toBe('checkpoint-corrupt');
  });
});

describe('viewRaw', () => {
  it('gives one element for each elementSize bytes', () => {
    for (const dtype of dtypes)
      expect(viewRaw(new Uint8Array(16), dtype)).toHaveLength(16 / elementSize(dtype));
  });
});

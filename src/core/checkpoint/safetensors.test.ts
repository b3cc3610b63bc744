import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../test/support/property-cases.ts';
import { bytesSource } from './byte-source.ts';
import { openSafetensors } from './safetensors.ts';
import { viewBytes, writeSafetensors } from './safetensors-writer.ts';
import type { TensorToWrite } from './safetensors-writer.ts';
import { dtypes, elementSize, viewRaw } from './tensor.ts';
import { bytes, errorOf, little, survive } from './testing.ts';

const reference = new URL('../../../test/fixtures/reference/', import.meta.url);

function join(chunks: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...chunks].flatMap((chunk) => [...chunk]));
}

/** A file with this header and this many bytes of data. */
function file(header: unknown, data = 0): Uint8Array {
  const encoded = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return bytes(little(encoded.length, 8), encoded, new Uint8Array(data));
}

const tensors = fc.uniqueArray(
  fc.record({
    name: fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__'),
    dtype: fc.constantFrom(...dtypes),
    shape: fc.array(fc.nat(4), { maxLength: 3 }),
    seed: fc.nat(255),
  }),
  { selector: ({ name }) => name, maxLength: 6 },
);

function toWrite(items: readonly Item[]): TensorToWrite[] {
  return items.map((item) => ({ ...item, bytes: () => dataOf(item) }));
}

interface Item {
  readonly name: string;
  readonly dtype: TensorToWrite['dtype'];
  readonly shape: readonly number[];
  readonly seed: number;
}

function dataOf({ dtype, shape, seed }: Item): Uint8Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1) * elementSize(dtype);
  return Uint8Array.from({ length: size }, (_, i) => (seed + 37 * i) & 0xff);
}

describe('openSafetensors', () => {
  it('reads a reference file: metadata, shapes, values', () => {
    const checkpoint = openSafetensors(
      bytesSource(readFileSync(new URL('generator-cifar10-tiny.safetensors', reference))),
    );
    expect(checkpoint.format).toBe('safetensors');
    expect(checkpoint.metadata.kind).toBe('generator');
    expect(checkpoint.tensors.get('input.t')).toMatchObject({ dtype: 'I64', shape: [2] });
    expect(checkpoint.raw('input.t')).toBeInstanceOf(BigInt64Array);
    expect(checkpoint.float32('module.all_modules.0.weight')[0]).toBe(Math.fround(-0.3813989758491516));
    expect(checkpoint.float32('expected.x0').every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('takes an empty header, zero-size tensors and padding', () => {
    expect(openSafetensors(bytesSource(file('{}'))).tensors.size).toBe(0);
    const empty = { dtype: 'F32', shape: [0, 3], data_offsets: [0, 0] };
    const checkpoint = openSafetensors(bytesSource(file(`${JSON.stringify({ a: empty, b: empty })}   `)));
    expect(checkpoint.float32('b')).toHaveLength(0);
  });

  it('keeps names that mean something to JavaScript', () => {
    const header =
      '{"__metadata__":{"__proto__":"m"},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
    const checkpoint = openSafetensors(bytesSource(file(header, 1)));
    expect([...checkpoint.tensors.keys()]).toEqual(['__proto__']);
    expect(Object.entries(checkpoint.metadata)).toEqual([['__proto__', 'm']]);
    expect(Object.getPrototypeOf(checkpoint.metadata)).toBeNull();
  });

  const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  it.each<readonly [string, Uint8Array, RegExp]>([
    ['too short', bytes(1, 2, 3), /3 bytes/],
    ['a header of 2^60 bytes', bytes(little(2n ** 60n, 8), '{       '), /100 MB/],
    ['a header beyond the file', bytes(little(99, 8), '{       '), /header claims 99 bytes, but/],
    ['no JSON', file('{"a":'), /JSON/],
    ['no object', file('[]'), /object/],
    ['text that is not UTF-8', bytes(little(4, 8), '{"\xff"'), /JSON/],
    ['deep nesting', file(`{"a":${'['.repeat(1e6)}`), /nested/],
    ['a key twice', file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{}}'), /a twice/],
    [
      'a field twice',
      file('{"a":{"dtype":"F32","shape":[0],"shape":[0],"data_offsets":[0,0]}}'),
      /shape twice/,
    ],
    ['metadata that are not text', file({ __metadata__: { a: 1 } }), /not text/],
    ['metadata that are a list', file({ __metadata__: [] }), /metadata/],
    ['a tensor that is none', file({ a: 3 }), /no description/],
    ['no type', file({ a: { shape: [], data_offsets: [0, 4] } }, 4), /element type/],
    ['no shape', file({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4), /shape/],
    ['no offsets', file({ a: { dtype: 'F32', shape: [1] } }, 4), /offsets/],
    ['a negative size', file({ a: { ...one, shape: [-1] } }, 4), /shape/],
    ['a fractional size', file({ a: { ...one, shape: [1.5] } }, 4), /shape/],
    ['a product that overflows', file({ a: { ...one, shape: [2 ** 40, 2 ** 40] } }, 4), /shape/],
    ['8 exabytes', file({ a: { ...one, shape: [2 ** 51], data_offsets: [0, 2 ** 53] } }, 4), /offsets/],
    ['a shape that does not fit', file({ a: { ...one, shape: [2] } }, 4), /does not fit its 4 bytes/],
    ['offsets in reverse', file({ a: { ...one, data_offsets: [4, 0] } }, 4), /fit/],
    ['an overlap', file({ a: one, b: one }, 4), /overlap/],
    ['a hole', file({ a: one, b: { ...one, data_offsets: [5, 9] } }, 9), /hole/],
    ['data that do not begin at 0', file({ a: { ...one, data_offsets: [1, 5] } }, 5), /hole/],
    ['data cut short', file({ a: one }, 3), /cut short, with 3 of 4/],
    ['data left over', file({ a: one }, 6), /goes on for 2 bytes behind/],
    ['one byte left over', file({ a: one }, 5), /goes on for 1 byte behind/],
  ])('refuses %s', (_, damaged, message) => {
    const error = errorOf(() => openSafetensors(bytesSource(damaged)));
    expect(error.code).toBe('checkpoint-corrupt');
    expect(error.message).toMatch(message);
  });

  it('says which element type it does not know, on one line', () => {
    const error = errorOf(() =>
      openSafetensors(bytesSource(file({ 'a\nb\u001b[2J': { ...one, dtype: 'F8_E4M3' } }, 4))),
    );
    expect(error.code).toBe('checkpoint-unsupported');
    expect(error.message).toMatch(/F8_E4M3/);
  });

  it('refuses half a million names', () => {
    const names = Array.from({ length: 500_000 }, (_, i) => `"${i}":""`);
    const error = errorOf(() => openSafetensors(bytesSource(file(`{"__metadata__":{${names.join(',')}}}`))));
    expect(error.code).toBe('checkpoint-unsupported');
  });

  it('throws for a tensor that is not there', () => {
    const checkpoint = openSafetensors(bytesSource(file('{}')));
    expect(errorOf(() => checkpoint.float32('a')).message).toMatch(/no tensor named a/);
  });
});

describe('writeSafetensors', () => {
  it('writes what is read back, aligned, whatever the types', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (items, metadata) => {
        const written = join(writeSafetensors(toWrite(items), metadata));
        const checkpoint = openSafetensors(bytesSource(written));
        expect({ ...checkpoint.metadata }).toEqual({ ...metadata });
        expect([...checkpoint.tensors.keys()].sort()).toEqual(items.map(({ name }) => name).sort());
        for (const item of items) {
          const info = checkpoint.tensors.get(item.name)!;
          expect([info.dtype, info.shape]).toEqual([item.dtype, item.shape]);
          expect(checkpoint.raw(item.name)).toEqual(viewRaw(dataOf(item), item.dtype));
          expect('begin' in info && Number(info.begin) % elementSize(item.dtype)).toBe(0);
        }
        expect(new DataView(written.buffer).getUint32(0, true) % 8).toBe(0);
      }),
    );
  });

  it('writes the same bytes in whatever order it is given the same', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (items, metadata) => {
        const reversed = Object.fromEntries(Object.entries(metadata).reverse());
        const one = join(writeSafetensors(toWrite(items), metadata));
        expect(join(writeSafetensors(toWrite([...items].reverse()), reversed))).toEqual(one);
      }),
    );
  });

  it('asks for a tensor only when its turn comes', () => {
    const asked: string[] = [];
    const tensor = (name: string): TensorToWrite => ({
      name,
      dtype: 'F32',
      shape: [1],
      bytes: () => {
        asked.push(name);
        return viewBytes(Float32Array.of(1));
      },
    });
    const chunks = writeSafetensors([tensor('b'), tensor('a')]);
    chunks.next();
    expect(asked).toEqual([]);
    chunks.next();
    expect(asked).toEqual(['a']);
  });

  it('refuses a name twice, the name of the metadata, and bytes that do not fit', () => {
    const tensor = { name: 'a', dtype: 'F32', shape: [1], bytes: () => new Uint8Array(4) } as const;
    for (const wrong of [
      [tensor, tensor],
      [{ ...tensor, name: '__metadata__' }],
      [{ ...tensor, shape: [2] }],
    ]) {
      expect(() => join(writeSafetensors(wrong))).toThrow(RangeError);
    }
  });
});

describe('a damaged safetensors file', () => {
  const metadata = { kind: 'generator' };
  const whole = join(
    writeSafetensors(
      toWrite([
        { name: 'a', dtype: 'F32', shape: [2, 2], seed: 1 },
        { name: 'b', dtype: 'F16', shape: [3], seed: 2 },
      ]),
      metadata,
    ),
  );

  it('throws nothing but TrilemmaError when cut anywhere', () => {
    for (let length = 0; length < whole.length; length++) errorOf(whole.slice(0, length));
  });

  it('throws nothing but TrilemmaError with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => survive(whole.with(at, value))),
      { numRuns: cases(2000) },
    );
  });
});

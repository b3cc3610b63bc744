import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import { ByteCursor } from './byte-cursor.ts';
import { bytesSource } from '../byte-source.ts';
import { contentsOf } from './pickle-contents.ts';
import { unpickle } from './pickle.ts';
import type { PickleValue } from './pickle-values.ts';
import { bytes, errorOf, integer, little, text } from '../testing.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

function load(pickle: Uint8Array): PickleValue {
  return unpickle(new ByteCursor(bytesSource(pickle)));
}

function plain(pickle: Uint8Array): Record<string, string> {
  return Object.fromEntries(contentsOf(load(pickle)).plain);
}

describe('unpickle', () => {
  it.each<readonly [string, Uint8Array, PickleValue]>([
    ['NONE', bytes('N.'), null],
    ['INT', bytes('I-12\n.'), -12],
    ['INT as boolean', bytes('I01\n.'), true],
    ['LONG', bytes('L123456789012345678901234567890L\n.'), 123456789012345678901234567890n],
    ['LONG1', bytes(integer(-5), '.'), -5],
    ['LONG1 of no bytes', bytes(0x8a, 0, '.'), 0],
    ['LONG4', bytes(0x8b, little(3, 4), [1, 2, 3], '.'), 0x030201],
    ['BININT', bytes('J', little(-2, 4), '.'), -2],
    ['FLOAT', bytes('F-1.5e-3\n.'), -0.0015],
    ['FLOAT inf', bytes('F-inf\n.'), -Infinity],
    ['BINFLOAT', bytes('G', [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], '.'), Math.PI],
    ['STRING', bytes(`S'a\\'b\\n\\x41'\n.`), `a'b\nA`],
    ['SHORT_BINSTRING', bytes('U', 2, [0x80, 0xff], '.'), '\x80\xff'],
    ['UNICODE', bytes('V\\u00e9\\U0001F600\n.'), 'é😀'],
    ['BINUNICODE8', bytes(0x8d, little(2, 8), [0xc3, 0xa9], '.'), 'é'],
    ['BINBYTES', bytes('B', little(2, 4), [1, 2], '.'), Uint8Array.of(1, 2)],
    ['BYTEARRAY8', bytes(0x96, little(1, 8), [7], '.'), Uint8Array.of(7)],
    ['FRAME', bytes(0x80, 4, 0x95, little(1, 8), 'N.'), null],
    ['DUP and POP', bytes('I1\n20.'), 1],
    ['POP_MARK', bytes('I1\n(NN1.'), 1],
  ])('reads %s', (_, pickle, value) => {
    expect(load(pickle)).toEqual(value);
  });

  it('reads collections of every protocol', () => {
    expect(plain(bytes('(dp0\nS"a"\n(lp1\nI1\naI2\nasS"b"\n(I3\ntp2\ns.'))).toEqual({ a: '[1,2]', b: '[3]' });
    expect(plain(bytes('(', text('a'), 'K', 1, 'd.'))).toEqual({ a: '1' });
    expect(plain(bytes('(K', 1, 'K', 2, 'l.'))).toEqual({ value: '[1,2]' });
    expect(plain(bytes(0x80, 4, 0x8f, 0x94, '(K', 1, 0x90, '.'))).toEqual({ '0': '1' });
    expect(plain(bytes('(ccollections\nOrderedDict\no.'))).toEqual({});
    expect(plain(bytes('(icollections\nOrderedDict\n.'))).toEqual({});
  });

  it('reads NumPy numbers of either byte order', () => {
    const scalar = (code: string, order: string, data: readonly number[]): Uint8Array =>
      bytes(
        ...['cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n', text(code), 0x89, 0x88, 0x87, 'R'],
        ...['(K', 3, text(order), 'NNNtb', 'C', data.length, data, 0x86, 'R.'],
      );
    expect(load(scalar('i4', '<', [1, 0, 0, 0]))).toBe(1);
    expect(load(scalar('i4', '>', [0, 0, 0, 1]))).toBe(1);
    expect(load(scalar('f2', '<', [0x00, 0x3c]))).toBe(1);
    expect(load(scalar('b1', '|', [1]))).toBe(true);
    expect(errorOf(() => load(scalar('i8', '<', [1]))).code).toBe('checkpoint-corrupt');
    expect(errorOf(() => load(scalar('O8', '|', [0, 0, 0, 0, 0, 0, 0, 0]))).code).toBe(
      'checkpoint-unsupported',
    );
  });

  it('keeps a key such as __proto__ a key', () => {
    expect(plain(bytes('}', text('__proto__'), '}', text('polluted'), 'K', 1, 'ss.'))).toEqual({
      '__proto__.polluted': '1',
    });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a hostile pickle', () => {
  it.each([
    ['REDUCE of os.system', bytes(`cos\nsystem\n(S'true'\ntR.`), 'os.system'],
    ['GLOBAL builtins.eval', bytes('cbuiltins\neval\n.'), 'builtins.eval'],
    ['STACK_GLOBAL', bytes(0x80, 4, text('subprocess'), text('Popen'), 0x93, '.'), 'subprocess.Popen'],
    ['INST', bytes(`(S'true'\nios\nsystem\n.`), 'os.system'],
    ['a dotted name', bytes(0x80, 4, text('torch'), text('hub.load'), 0x93, '.'), 'torch.hub.load'],
    ['a module with a line end', bytes(0x80, 4, text('a\n\u001b[31mb'), text('c'), 0x93, '.'), 'a??[31mb.c'],
    ['a name of JavaScript', bytes('cconstructor\nconstructor\n.'), 'constructor.constructor'],
  ])('is refused: %s', (_, pickle, global) => {
    const error = errorOf(() => load(pickle));
    expect(error.code).toBe('checkpoint-unsafe');
    expect(error.message).toContain(`asks for ${global},`);
  });

  it.each<readonly [string, Uint8Array]>([
    ['nothing', bytes()],
    ['no end', bytes('N')],
    ['an unknown opcode', bytes(0xff)],
    ['a persistent id in text', bytes('P1\n.')],
    ['an extension', bytes(0x82, 1, '.')],
    ['an empty stack', bytes('.')],
    ['values left over', bytes('NN.')],
    ['a mark left over', bytes('N(.')],
    ['a missing mark', bytes('t.')],
    ['a tuple across a mark', bytes('N(', 0x85, '.')],
    ['a missing memo', bytes('h', 3, '.')],
    ['a memo without number', bytes('gx\n.')],
    ['a text of 2^50 bytes', bytes(0x8d, little(2n ** 50n, 8), 'abc.')],
    ['a text of 2^64 - 1 bytes', bytes(0x8d, little(-1, 8), 'abc.')],
    ['bytes of 4 GB', bytes('B', little(-1, 4), 'abc.')],
    ['an integer of 2 GB', bytes(0x8b, little(0x7fffffff, 4), 'abc.')],
    ['an integer of 2000 bytes', bytes(0x8b, little(2000, 4), new Uint8Array(2000), '.')],
    ['an integer that is none', bytes('I1x\n.')],
    ['an integer in words', bytes('LNaNL\n.')],
    ['a number that is none', bytes('F0x10\n.')],
    ['a line without end', bytes('I', '1'.repeat(10_000))],
    ['text that is not UTF-8', bytes('X', little(1, 4), 0xff, '.')],
    ['text without quotes', bytes('Sabc\n.')],
    ['APPEND to a dict', bytes('}Na.')],
    ['SETITEM of a list', bytes(']NNs.')],
    ['SETITEMS of an odd number', bytes('}(Nu.')],
    ['ADDITEMS to a list', bytes(']', 0x94, '(N', 0x90, '.')],
    ['BUILD of a list', bytes(']}b.')],
    ['REDUCE of a text', bytes(text('print'), ')R.')],
    ['REDUCE without tuple', bytes('ccollections\nOrderedDict\nNR.')],
    ['REDUCE of a type', bytes('ctorch\nFloatStorage\n)R.')],
    ['a storage that is none', bytes(')Q.')],
    ['a storage without type', bytes('(', text('storage'), 'NNNNtQ.')],
    ['a tensor of nothing', bytes('ctorch._utils\n_rebuild_tensor_v2\n)R.')],
    ['a parameter of nothing', bytes('ctorch._utils\n_rebuild_parameter\n)R.')],
    ['a dict of numbers', bytes('ccollections\nOrderedDict\n((K', 1, 'ltR.')],
    ['an object of another class', bytes('ccopy_reg\n_reconstructor\n(cbuiltins\nobject\nNNtR.')],
  ])('is refused: %s', (_, pickle) => {
    expect(errorOf(() => load(pickle)).code).toBe('checkpoint-corrupt');
  });

  it('of a later protocol is refused by number', () => {
    expect(errorOf(() => load(bytes(0x80, 6, 'N.'))).message).toMatch(/protocol 6/);
  });

  it('that nests 100,000 lists is refused, not recursed into', () => {
    const depth = 100_000;
    const pickle = bytes(']'.repeat(depth), 'a'.repeat(depth - 1), '.');
    expect(errorOf(() => contentsOf(load(pickle))).message).toMatch(/nests too deeply/);
    const tuples = bytes('N', new Uint8Array(depth).fill(0x85), '.');
    expect(errorOf(() => contentsOf(load(tuples))).message).toMatch(/nests too deeply/);
  });

  it('that holds itself is refused', () => {
    expect(errorOf(() => contentsOf(load(bytes(']q', 0, 'h', 0, 'a.')))).code).toBe('checkpoint-corrupt');
    expect(errorOf(() => contentsOf(load(bytes('}q', 0, 'K', 1, 'h', 0, 's.')))).code).toBe(
      'checkpoint-corrupt',
    );
  });

  it('that doubles with every level is refused, not followed', () => {
    // Each level is a pair of the one below: 2^50 leaves in 300 bytes.
    const lists = bytes(
      '(l',
      'q',
      0,
      ...Array.from({ length: 50 }, (_, i) => bytes('0(h', i, 'h', i, 'lq', i + 1)),
      '.',
    );
    expect(errorOf(() => contentsOf(load(lists))).code).toBe('checkpoint-unsupported');
    const dicts = bytes(
      ...['}q', 0],
      ...Array.from({ length: 50 }, (_, i) => bytes('0(K', 1, 'h', i, 'K', 2, 'h', i, 'dq', i + 1)),
      '.',
    );
    expect(errorOf(() => contentsOf(load(dicts))).code).toBe('checkpoint-unsupported');
  });

  it('that copies one list over and over is refused', () => {
    const list = bytes('(', 'N'.repeat(10_000), 'lq', 0);
    const copy = bytes('cbuiltins\nlist\nh', 0, 0x85, 'R0');
    const pickle = bytes(list, ...Array<Uint8Array>(1000).fill(copy), '.');
    expect(errorOf(() => load(pickle)).code).toBe('checkpoint-unsupported');
  });

  it('with long texts in many places is refused', () => {
    const pickle = bytes(
      text('x'.repeat(100_000)),
      'q',
      0,
      '0(',
      ...Array<Uint8Array>(1000).fill(bytes('h', 0)),
      'l.',
    );
    expect(Object.keys(plain(pickle)).length).toBeLessThan(1001);
    const keyed = bytes(
      text('x'.repeat(100_000)),
      'q',
      0,
      '0',
      '}q',
      1,
      ...Array<Uint8Array>(60).fill(bytes('h', 0, '}')),
    );
    expect(errorOf(() => contentsOf(load(bytes(keyed, 's'.repeat(60), '.')))).message).toMatch(
      /too many values/,
    );
  });

  it('of three million values is refused', () => {
    expect(errorOf(() => load(bytes('(', 'N'.repeat(3_000_000), 'l.'))).code).toBe('checkpoint-unsupported');
  });

  it('of any bytes throws nothing but TrilemmaError', () => {
    const opcodes = bytes(
      '(.0123abcdeghijlopqrstu}])NIJKLMFGSTUVXQRB',
      Array.from({ length: 24 }, (_, i) => 0x80 + i),
    );
    const anyByte = fc.oneof(fc.constantFrom(...opcodes), fc.nat(255));
    fc.assert(
      fc.property(fc.array(anyByte, { maxLength: 60 }), (pickle) => {
        try {
          contentsOf(load(Uint8Array.from(pickle)));
        } catch (error) {
          if (!(error instanceof TrilemmaError)) throw error;
        }
      }),
      { numRuns: cases(3000) },
    );
  });
});

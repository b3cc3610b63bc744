import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcast, elementCount, fixed, product, quotient, type Shape } from './tensor-type.ts';

const SYMBOLS = { batch: 7, rows: 11 };
const count = (shape: Shape) => elementCount(shape, SYMBOLS);

const anyDim = fc.oneof(
  fc.integer({ min: 1, max: 12 }),
  fc.constantFrom('batch', 'rows', 'batch*4', 'batch*rows*3'),
);
const anyShape = fc.array(anyDim, { maxLength: 5 });

describe('product', () => {
  it.each<[Shape, string | number]>([
    [[], 1],
    [[2, 3, 4], 24],
    [['batch', 64], 'batch*64'],
    [[64, 'batch', 2], 'batch*128'],
    [['batch*64', 'rows'], 'batch*rows*64'],
    [['batch', 1], 'batch'],
  ])('of %j is %j', (shape, expected) => {
    expect(product(shape)).toBe(expected);
  });

  it('has as many elements as the shape, in whatever order and grouping', () => {
    fc.assert(
      fc.property(anyShape, anyShape, (a, b) => {
        expect(count([product(a)])).toBe(count(a));
        expect(product([...a].reverse())).toBe(product(a));
        expect(product([product(a), product(b)])).toBe(product([...b, ...a]));
      }),
    );
  });
});

describe('quotient', () => {
  it('undoes a product', () => {
    fc.assert(
      fc.property(anyShape, anyShape, (a, b) => {
        expect(quotient([...a, ...b], b)).toBe(product(a));
      }),
    );
  });

  it.each<[Shape, Shape]>([
    [[6], [4]],
    [[2], [4]],
    [['batch', 6], [4]],
    [['batch'], ['rows']],
    [[8], ['batch']],
    [['batch'], ['batch', 'batch']],
    [[8], [0]],
  ])('of %j by %j is none', (whole, part) => {
    expect(quotient(whole, part)).toBeUndefined();
  });
});

describe('elementCount', () => {
  it('multiplies all dimensions', () => {
    expect(count(['batch', 3, 'rows*2'])).toBe(7 * 3 * 22);
    expect(elementCount([], {})).toBe(1);
  });

  it('needs a number for every symbol', () => {
    expect(() => elementCount(['batch', 3], {})).toThrow('batch must be known');
  });
});

describe('broadcast', () => {
  it.each<[Shape, Shape, Shape | undefined]>([
    [[2, 3], [3], [2, 3]],
    [
      [2, 1, 4],
      [3, 1],
      [2, 3, 4],
    ],
    [
      ['batch', 8, 1, 1],
      ['batch', 8, 4, 4],
      ['batch', 8, 4, 4],
    ],
    [
      [1, 8],
      ['batch', 1],
      ['batch', 8],
    ],
    [[], ['batch'], ['batch']],
    [[2], [3], undefined],
    [['batch'], [3], undefined],
    [['batch'], ['rows'], undefined],
  ])('of %j and %j is %j', (a, b, expected) => {
    expect(broadcast(a, b)).toEqual(expected);
  });

  it('is symmetric, and keeps a shape that meets itself, its ones or nothing', () => {
    fc.assert(
      fc.property(anyShape, anyShape, (a, b) => {
        expect(broadcast(a, b)).toEqual(broadcast(b, a));
        for (const other of [a, a.map(() => 1), []]) expect(broadcast(a, other)).toEqual(a);
      }),
    );
  });

  it('does not depend on which of three shapes meet first', () => {
    // Dimensions that all go together: each is 1 or the one of the common shape.
    const anyThree = anyShape.chain((common) => {
      const part = fc
        .array(fc.boolean(), { minLength: common.length, maxLength: common.length })
        .map((kept) => common.map((dim, axis) => (kept[axis] ? dim : 1)));
      return fc.tuple(part, part, part);
    });
    fc.assert(
      fc.property(anyThree, ([a, b, c]) => {
        expect(broadcast(broadcast(a, b)!, c)).toEqual(broadcast(a, broadcast(b, c)!));
      }),
    );
  });
});

describe('fixed', () => {
  it('gives numbers, and says what is not one', () => {
    expect(fixed(3, 'the batch')).toBe(3);
    expect(() => fixed('batch', 'the batch')).toThrow(
      'the batch must be known when the graph is built, not batch',
    );
    expect(() => fixed(undefined, 'the batch')).toThrow('not absent');
  });
});

import { TrilemmaError } from '../../shared/errors.ts';

/** Element types that our graphs use, by their ONNX names. */
export type ElementType = 'float32' | 'int64' | 'int32' | 'bool';

/** Their numbers in `TensorProto.DataType`. */
export const ELEMENT_TYPE_CODES = { float32: 1, int32: 6, int64: 7, bool: 9 } as const satisfies Readonly<
  Record<ElementType, number>
>;

/**
 * One dimension: a number, or a symbol that is fixed at run time. A symbol may carry factors, as in
 * `'batch*64'`, which is what a reshape that merges the batch into the channels leaves.
 */
export type Dim = number | string;
export type Shape = readonly Dim[];

export interface TensorType {
  readonly elementType: ElementType;
  readonly shape: Shape;
}

/** A dimension, or a whole shape, as a number times its sorted symbols. */
interface Extent {
  readonly factor: number;
  readonly symbols: readonly string[];
}

function extentOf(dims: Shape): Extent {
  let factor = 1;
  const symbols: string[] = [];
  for (const dim of dims) {
    for (const part of typeof dim === 'number' ? [dim] : dim.split('*')) {
      const value = Number(part);
      if (Number.isInteger(value)) factor *= value;
      else symbols.push(String(part));
    }
  }
  return { factor, symbols: symbols.sort() };
}

function dimOf({ factor, symbols }: Extent): Dim {
  if (symbols.length === 0) return factor;
  return [...symbols, ...(factor === 1 ? [] : [factor])].join('*');
}

/** The product of dimensions, as one dimension: `product(['batch', 64])` is `'batch*64'`. */
export function product(dims: Shape): Dim {
  return dimOf(extentOf(dims));
}

/** The dimension that `part` lacks to have as many elements as `whole`; undefined where none makes up for it. */
export function quotient(whole: Shape, part: Shape): Dim | undefined {
  const { factor, symbols } = extentOf(whole);
  const divisor = extentOf(part);
  const rest = [...symbols];
  for (const symbol of divisor.symbols) {
    const at = rest.indexOf(symbol);
    if (at < 0) return undefined;
    rest.splice(at, 1);
  }
  return factor % divisor.factor === 0
    ? dimOf({ factor: factor / divisor.factor, symbols: rest })
    : undefined;
}

/**
 * Elements of a shape, with numbers for its symbols.
 * @throws {TrilemmaError} `graph` when a symbol has no number.
 */
export function elementCount(shape: Shape, symbols: Readonly<Record<string, number>>): number {
  const extent = extentOf(shape);
  return extent.symbols.reduce((total, symbol) => total * fixed(symbols[symbol], symbol), extent.factor);
}

/** The shape that numpy-style broadcasting gives; undefined when the shapes do not go together. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const dimA = a[axis - rank + a.length] ?? 1;
    const dimB = b[axis - rank + b.length] ?? 1;
    if (dimA !== dimB && dimA !== 1 && dimB !== 1) return undefined;
    result.push(dimA === 1 ? dimB : dimA);
  }
  return result;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function formatType({ elementType, shape }: TensorType): string {
  return `${elementType} ${formatShape(shape)}`;
}

/** The dimension as a number. @throws {TrilemmaError} `graph` when it is only known at run time. */
export function fixed(dim: Dim | undefined, what: string): number {
  if (typeof dim === 'number') return dim;
  throw new TrilemmaError('graph', `${what} must be known when the graph is built, not ${dim ?? 'absent'}.`);
}

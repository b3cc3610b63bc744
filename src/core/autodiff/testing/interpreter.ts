/**
 * Graphs in float64, one element at a time and as the ONNX operator reference words them: slow, and exact enough for
 * finite differences. It shares nothing with the rules that it judges.
 */
import type { GraphNode, Value } from '../../onnx/graph.ts';
import { int, ints } from '../../onnx/inference.ts';

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type Tensors = ReadonlyMap<string, Tensor>;

type Operator = (inputs: readonly Tensor[], node: GraphNode) => Tensor;

/** Computes the values from a graph's nodes. @param feeds tensors of its inputs, by name. */
export function interpret(nodes: readonly GraphNode[], feeds: Tensors, values: readonly Value[]): Tensor[] {
  const known = new Map(feeds);
  const get = (value: Value): Tensor => {
    const tensor = known.get(value.name) ?? constant(value);
    if (tensor === undefined) throw new Error(`${value.name} has no value`);
    return tensor;
  };
  for (const node of nodes) {
    const operator = OPERATORS[node.op];
    if (operator === undefined) throw new Error(`the interpreter has no ${node.op}`);
    const inputs = node.inputs.map((input) => (input === undefined ? EMPTY : get(input)));
    known.set(node.output.name, operator(inputs, node));
  }
  return values.map(get);
}

const EMPTY: Tensor = { shape: [0], data: new Float64Array() };

function constant({ constant: data, shape }: Value): Tensor | undefined {
  return data && { shape: shape.map(Number), data: Float64Array.from(data, Number) };
}

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** A tensor from a function of the index. */
export function tensor(shape: readonly number[], at: (index: readonly number[]) => number): Tensor {
  const data = new Float64Array(count(shape));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < data.length; flat++) {
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    data[flat] = at(index);
  }
  return { shape, data };
}

/** The element at an index; missing leading axes and those of length 1 are broadcast. */
function read({ shape, data }: Tensor, index: readonly number[]): number {
  const skipped = index.length - shape.length;
  let flat = 0;
  for (const [axis, size] of shape.entries()) flat = flat * size + (size === 1 ? 0 : index[axis + skipped]!);
  return data[flat]!;
}

/** The same, and zero outside. */
function readOrZero(x: Tensor, index: readonly number[]): number {
  return index.every((i, axis) => i >= 0 && i < x.shape[axis]!) ? read(x, index) : 0;
}

const each = (f: (x: number) => number): Operator => {
  return ([x]) => ({ shape: x!.shape, data: x!.data.map(f) });
};
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const floats = (node: GraphNode, name: string) => {
  const attribute = node.attributes[name];
  return attribute !== undefined && 'float' in attribute ? attribute.float : NaN;
};
const integers = (x: Tensor | undefined) => Array.from(x!.data);
const fromFront = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    return x === 1 ? y : x;
  });
}

const binary = (f: (a: number, b: number) => number): Operator => {
  return ([a, b]) => tensor(broadcast(a!.shape, b!.shape), (index) => f(read(a!, index), read(b!, index)));
};

function accumulate(shape: readonly number[]) {
  const result = tensor(shape, () => 0);
  const add = (index: readonly number[], value: number) => {
    const isInside = index.every((i, axis) => i >= 0 && i < shape[axis]!);
    if (!isInside) return;
    const flat = index.reduce((sum, i, axis) => sum * shape[axis]! + i, 0);
    result.data[flat] = result.data[flat]! + value;
  };
  return { result, add };
}

const reduce = (isMean: boolean): Operator => {
  return ([x, axisList], node) => {
    const axes = integers(axisList).map((axis) => fromFront(axis, x!.shape.length));
    const kept = x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const { result, add } = accumulate(kept);
    tensor(x!.shape, (index) => {
      add(
        index.map((i, axis) => (axes.includes(axis) ? 0 : i)),
        read(x!, index),
      );
      return 0;
    });
    const scale = isMean ? count(kept) / count(x!.shape) : 1;
    const keeps = int(node.attributes, 'keepdims', 1) === 1;
    return {
      shape: keeps ? kept : kept.filter((_, axis) => !axes.includes(axis)),
      data: result.data.map((value) => value * scale),
    };
  };
};

const windows = (node: GraphNode) => ({
  pads: ints(node.attributes, 'pads', [0, 0, 0, 0]),
  strides: ints(node.attributes, 'strides', [1, 1]),
  group: int(node.attributes, 'group', 1),
});

const conv: Operator = ([x, w, bias], node) => {
  const { pads, strides, group } = windows(node);
  const [outputs, inputs, ...kernel] = w!.shape;
  return tensor(node.output.shape.map(Number), ([n, out, row, column]) => {
    let sum = bias === undefined ? 0 : bias.data[out!]!;
    const first = Math.floor(out! / (outputs! / group)) * inputs!;
    for (let c = 0; c < inputs!; c++) {
      for (let dy = 0; dy < kernel[0]!; dy++) {
        for (let dx = 0; dx < kernel[1]!; dx++) {
          const [y, z] = [row! * strides[0]! + dy - pads[0]!, column! * strides[1]! + dx - pads[1]!];
          sum += read(w!, [out!, c, dy, dx]) * readOrZero(x!, [n!, first + c, y, z]);
        }
      }
    }
    return sum;
  });
};

const convTranspose: Operator = ([x, w], node) => {
  const { pads, strides, group } = windows(node);
  const { result, add } = accumulate(node.output.shape.map(Number));
  const perGroup = w!.shape[1]!;
  tensor([...x!.shape, ...w!.shape.slice(1)], ([n, c, row, column, out, dy, dx]) => {
    const first = Math.floor(c! / (x!.shape[1]! / group)) * perGroup;
    const place = [row! * strides[0]! + dy! - pads[0]!, column! * strides[1]! + dx! - pads[1]!];
    add([n!, first + out!, ...place], read(x!, [n!, c!, row!, column!]) * read(w!, [c!, out!, dy!, dx!]));
    return 0;
  });
  return result;
};

const matMul: Operator = ([a, b]) => {
  const [m, k] = a!.shape.slice(-2);
  const batch = broadcast(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
  return tensor([...batch, m!, b!.shape.at(-1)!], (index) => {
    const [row, column] = index.slice(-2);
    const at = index.slice(0, -2);
    let sum = 0;
    for (let i = 0; i < k!; i++) sum += read(a!, [...at, row!, i]) * read(b!, [...at, i, column!]);
    return sum;
  });
};

const gemm: Operator = ([a, b, c], node) => {
  const turn = (x: Tensor, name: string) =>
    int(node.attributes, name, 0) === 1 ? tensor(x.shape.toReversed(), ([i, j]) => read(x, [j!, i!])) : x;
  const product = matMul([turn(a!, 'transA'), turn(b!, 'transB')], node);
  return c === undefined ? product : tensor(product.shape, (index) => read(product, index) + read(c, index));
};

const slice: Operator = ([x, starts, ends, axes, steps], node) => {
  const offset = x!.shape.map(() => 0);
  const step = x!.shape.map(() => 1);
  const shape = [...x!.shape];
  for (const [i, given] of integers(axes).entries()) {
    const axis = fromFront(given, shape.length);
    const size = x!.shape[axis]!;
    const bound = (value: number) => Math.min(size, Math.max(0, value < 0 ? value + size : value));
    if (steps?.data[i] === -1) {
      [offset[axis], step[axis]] = [size - 1, -1];
    } else {
      offset[axis] = bound(starts!.data[i]!);
      shape[axis] = bound(ends!.data[i]!) - offset[axis];
    }
  }
  if (shape.join() !== node.output.shape.join()) throw new Error(`slice is ${shape.join()}`);
  return tensor(shape, (index) =>
    read(
      x!,
      index.map((at, axis) => offset[axis]! + step[axis]! * at),
    ),
  );
};

const concat: Operator = (inputs, node) => {
  const axis = int(node.attributes, 'axis', 0);
  return tensor(node.output.shape.map(Number), (index) => {
    let at = index[axis]!;
    const part = inputs.find(({ shape }) => {
      if (at < shape[axis]!) return true;
      at -= shape[axis]!;
      return false;
    });
    return read(part!, index.with(axis, at));
  });
};

const softmax: Operator = ([x]) => {
  const size = x!.shape.at(-1)!;
  const exponents = x!.data.map(Math.exp);
  const data = exponents.map((value, i) => {
    const start = i - (i % size);
    return value / exponents.subarray(start, start + size).reduce((a, b) => a + b);
  });
  return { shape: x!.shape, data };
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  Add: binary((a, b) => a + b),
  AveragePool: ([x], node) =>
    tensor(node.output.shape.map(Number), ([n, c, row, column]) => {
      const at = (dy: number, dx: number) => read(x!, [n!, c!, 2 * row! + dy, 2 * column! + dx]);
      return (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
    }),
  Clip: ([x, low, high]) => ({
    shape: x!.shape,
    data: x!.data.map((value) => Math.min(high!.data[0]!, Math.max(low!.data[0]!, value))),
  }),
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Cos: each(Math.cos),
  Div: binary((a, b) => a / b),
  Exp: each(Math.exp),
  Expand: ([x], node) => tensor(node.output.shape.map(Number), (index) => read(x!, index)),
  Gemm: gemm,
  LeakyRelu: ([x], node) => {
    const slope = floats(node, 'alpha');
    return { shape: x!.shape, data: x!.data.map((value) => (value < 0 ? slope * value : value)) };
  },
  MatMul: matMul,
  Mul: binary((a, b) => a * b),
  Pad: ([x, pads], node) =>
    tensor(node.output.shape.map(Number), (index) =>
      readOrZero(
        x!,
        index.map((at, axis) => at - pads!.data[axis]!),
      ),
    ),
  QuickGelu: ([x], node) => {
    const alpha = floats(node, 'alpha');
    return { shape: x!.shape, data: x!.data.map((value) => value * sigmoid(alpha * value)) };
  },
  ReduceMean: reduce(true),
  ReduceSum: reduce(false),
  Reshape: ([x], node) => ({ shape: node.output.shape.map(Number), data: x!.data }),
  Resize: ([x], node) =>
    tensor(node.output.shape.map(Number), ([n, c, row, column]) =>
      read(x!, [n!, c!, Math.floor(row! / 2), Math.floor(column! / 2)]),
    ),
  Sigmoid: each(sigmoid),
  Sin: each(Math.sin),
  Slice: slice,
  Softmax: softmax,
  Softplus: each((x) => Math.log1p(Math.exp(x))),
  Sqrt: each(Math.sqrt),
  Sub: binary((a, b) => a - b),
  Tanh: each(Math.tanh),
  Transpose: ([x], node) => {
    const perm = ints(node.attributes, 'perm', []);
    return tensor(node.output.shape.map(Number), (index) =>
      read(
        x!,
        x!.shape.map((_, axis) => index[perm.indexOf(axis)]!),
      ),
    );
  },
};

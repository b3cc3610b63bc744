/** Every operator in ONNX Runtime: its values against plain arithmetic, its shape against the one inferred. */
import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { LoadedGraph } from '../../../test/support/run-graph.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import type { Value } from './graph.ts';
import type { OperatorName } from './infer-shape.ts';
import { NetworkBuilder } from './network-builder.ts';
import { elementCount, type Shape } from './tensor-type.ts';

const CHANNELS = 4;
const SIDE = 6;
const MAPS: Shape = ['batch', CHANNELS, SIDE, SIDE];

function draw(name: string, size: number): Float32Array {
  return randomStream(parseSeed('7'), name).normals(size);
}

/** A constant of random numbers, and the numbers. */
function weight(g: NetworkBuilder, name: string, ...shape: number[]): Value {
  const size = shape.reduce((a, b) => a * b, 1);
  return g.initializer(name, 'float32', shape, draw(name, size));
}

function weightData(name: string, size: number): Float32Array {
  return draw(name, size);
}

interface Case {
  readonly shape: Shape;
  readonly build: (g: NetworkBuilder, x: Value) => Value;
  /** The same in plain arithmetic. */
  readonly expected: (x: Float32Array, batch: number) => readonly number[];
}

const each = (f: (x: number) => number) => (x: Float32Array) => Array.from(x, f);
const unary = (op: OperatorName, f: (x: number) => number): Case => ({
  shape: MAPS,
  build: (g, x) => g.node(op, [x]),
  expected: each(f),
});
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** x op c for a constant [channels, 1, 1]. */
const binary = (op: OperatorName, f: (x: number, c: number) => number): Case => ({
  shape: MAPS,
  build: (g, x) => g.node(op, [x, weight(g, 'c', CHANNELS, 1, 1)]),
  expected: (x) => {
    const c = weightData('c', CHANNELS);
    return Array.from(x, (value, i) => f(value, c[Math.floor(i / SIDE ** 2) % CHANNELS]!));
  },
});

/** Elements [rows, columns] of a product summed over `inner`. */
function products(
  rows: number,
  columns: number,
  inner: number,
  term: (i: number, j: number, k: number) => number,
) {
  return Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += term(Math.floor(at / columns), at % columns, k);
    return sum;
  });
}

interface Plane {
  readonly channels: number;
  readonly side: number;
  readonly at: (n: number, c: number, y: number, x: number) => number;
}

function plane(data: Float32Array, channels: number, side: number): Plane {
  return {
    channels,
    side,
    at: (n, c, y, x) =>
      y < 0 || x < 0 || y >= side || x >= side ? 0 : data[((n * channels + c) * side + y) * side + x]!,
  };
}

/** Every value of pictures [batch, channels, side, side]. */
function pictures(
  batch: number,
  channels: number,
  side: number,
  value: (n: number, c: number, y: number, x: number) => number,
): number[] {
  return Array.from({ length: batch * channels * side * side }, (_, i) =>
    value(
      Math.floor(i / (channels * side * side)),
      Math.floor(i / (side * side)) % channels,
      Math.floor(i / side) % side,
      i % side,
    ),
  );
}

const CASES: Readonly<Record<OperatorName, Case>> = {
  Add: binary('Add', (x, c) => x + c),
  Sub: binary('Sub', (x, c) => x - c),
  Mul: binary('Mul', (x, c) => x * c),
  Div: binary('Div', (x, c) => x / c),
  Cos: unary('Cos', Math.cos),
  Exp: unary('Exp', Math.exp),
  Sin: unary('Sin', Math.sin),
  Sigmoid: unary('Sigmoid', sigmoid),
  Tanh: unary('Tanh', Math.tanh),
  Sqrt: {
    shape: MAPS,
    build: (g, x) => g.sqrt(g.mul(x, x)),
    expected: each(Math.abs),
  },
  QuickGelu: { shape: MAPS, build: (g, x) => g.silu(x), expected: each((x) => x * sigmoid(x)) },
  LeakyRelu: {
    shape: MAPS,
    build: (g, x) => g.leakyRelu(x, 0.2),
    expected: each((x) => (x < 0 ? 0.2 * x : x)),
  },
  Softplus: {
    shape: MAPS,
    // Down to exp(-30), where 1 + exp(x) is 1.
    build: (g, x) => g.softplus(g.scale(x, 8)),
    expected: each((x) => Math.max(8 * x, 0) + Math.log1p(Math.exp(-Math.abs(8 * x)))),
  },
  Clip: {
    shape: MAPS,
    build: (g, x) => g.clip(x, -0.5, 1),
    expected: each((x) => Math.min(1, Math.max(-0.5, x))),
  },
  AveragePool: {
    shape: MAPS,
    build: (g, x) => g.averagePool(x),
    expected: (data, batch) => {
      const x = plane(data, CHANNELS, SIDE);
      return pictures(batch, CHANNELS, SIDE / 2, (n, c, row, column) => {
        const at = (dy: number, dx: number) => x.at(n, c, 2 * row + dy, 2 * column + dx);
        return (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
      });
    },
  },
  MaxPool: {
    shape: MAPS,
    build: (g, x) => g.maxPool(x, { padding: 1, stride: 2 }),
    expected: (data, batch) => {
      const at = (n: number, c: number, y: number, x: number) =>
        y < 0 || x < 0 || y >= SIDE || x >= SIDE
          ? -Infinity
          : data[((n * CHANNELS + c) * SIDE + y) * SIDE + x]!;
      const near = [-1, 0, 1];
      return pictures(batch, CHANNELS, SIDE / 2, (n, c, row, column) =>
        Math.max(...near.flatMap((dy) => near.map((dx) => at(n, c, 2 * row + dy, 2 * column + dx)))),
      );
    },
  },
  Expand: {
    shape: ['batch', 2],
    build: (g, x) => g.matMul(x, g.expand(weight(g, 'c', 2, 1), [2, 3])),
    expected: (x, batch) => {
      const c = weightData('c', 2);
      return products(batch, 3, 2, (i, _, k) => x[i * 2 + k]! * c[k]!);
    },
  },
  Gather: {
    shape: ['batch', 3],
    build: (g, x) => g.add(x, g.gather(weight(g, 'c', 4, 3), g.int64s([2]))),
    expected: (x) => Array.from(x, (value, i) => value + weightData('c', 12)[6 + (i % 3)]!),
  },
  Pad: {
    shape: ['batch', 2],
    build: (g, x) => g.pad(x, [0, 1], [0, 2]),
    expected: (x, batch) => products(batch, 5, 1, (i, j) => (j === 1 || j === 2 ? x[i * 2 + j - 1]! : 0)),
  },
  Softmax: {
    shape: ['batch', 3, 5],
    build: (g, x) => g.softmax(x),
    expected: (x) =>
      Array.from(x, (value, i) => {
        const row = x.slice(i - (i % 5), i - (i % 5) + 5);
        return Math.exp(value) / row.reduce((sum, v) => sum + Math.exp(v), 0);
      }),
  },
  Cast: {
    shape: ['batch', 3],
    build: (g, x) => g.add(x, g.toFloat(g.int64s([1, -2, 1000]))),
    expected: (x) => Array.from(x, (value, i) => value + [1, -2, 1000][i % 3]!),
  },
  Gemm: {
    shape: ['batch', 5],
    build: (g, x) => g.linear(x, weight(g, 'w', 3, 5), weight(g, 'b', 3)),
    expected: (x, batch) => {
      const [w, b] = [weightData('w', 15), weightData('b', 3)];
      return products(batch, 3, 5, (i, j, k) => x[i * 5 + k]! * w[j * 5 + k]! + b[j]! / 5);
    },
  },
  MatMul: {
    shape: ['batch', 2, 5],
    build: (g, x) => g.matMul(x, weight(g, 'w', 5, 3)),
    expected: (x, batch) => {
      const w = weightData('w', 15);
      return products(batch * 2, 3, 5, (i, j, k) => x[i * 5 + k]! * w[k * 3 + j]!);
    },
  },
  Conv: {
    shape: MAPS,
    build: (g, x) =>
      g.conv(x, weight(g, 'w', 6, 2, 3, 3), weight(g, 'b', 6), { padding: 1, stride: 2, groups: 2 }),
    expected: (data, batch) => {
      const x = plane(data, CHANNELS, SIDE);
      const [w, b] = [plane(weightData('w', 108), 2, 3), weightData('b', 6)];
      return pictures(batch, 6, SIDE / 2, (n, out, row, column) => {
        let sum = b[out]!;
        for (let k = 0; k < 18; k++) {
          const [c, dy, dx] = [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3];
          const group = Math.floor(out / 3);
          sum += w.at(out, c, dy, dx) * x.at(n, 2 * group + c, 2 * row + dy - 1, 2 * column + dx - 1);
        }
        return sum;
      });
    },
  },
  ConvTranspose: {
    shape: MAPS,
    build: (g, x) => g.convTranspose(x, weight(g, 'w', CHANNELS, 2, 3, 3)),
    expected: (data, batch) => {
      const x = plane(data, CHANNELS, SIDE);
      const w = plane(weightData('w', CHANNELS * 18), 2, 3);
      return pictures(batch, 2, SIDE + 2, (n, out, row, column) => {
        let sum = 0;
        for (let k = 0; k < CHANNELS * 9; k++) {
          const [c, dy, dx] = [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3];
          sum += w.at(c, out, dy, dx) * x.at(n, c, row - dy, column - dx);
        }
        return sum;
      });
    },
  },
  Resize: {
    shape: MAPS,
    build: (g, x) => g.upsampleNearest(x),
    expected: (data, batch) => {
      const x = plane(data, CHANNELS, SIDE);
      return pictures(batch, CHANNELS, 2 * SIDE, (n, c, row, column) =>
        x.at(n, c, Math.floor(row / 2), Math.floor(column / 2)),
      );
    },
  },
  ReduceMean: {
    shape: ['batch', 3, 4],
    build: (g, x) => g.mean(x, [-1], { keep: false }),
    expected: (x, batch) => products(batch * 3, 1, 4, (i, _, k) => x[i * 4 + k]! / 4),
  },
  ReduceSum: {
    shape: ['batch', 3, 4],
    build: (g, x) => g.sum(x, [1]),
    expected: (x, batch) => products(batch, 4, 3, (i, j, k) => x[(i * 3 + k) * 4 + j]!),
  },
  Reshape: {
    shape: MAPS,
    build: (g, x) => g.reshape(x, [-1, 2, SIDE * SIDE, 1]),
    expected: each((x) => x),
  },
  Transpose: {
    shape: ['batch', 3, 4],
    build: (g, x) => g.transpose(x, [0, 2, 1]),
    expected: (x, batch) =>
      products(batch * 4, 3, 1, (i, j) => x[(Math.floor(i / 4) * 3 + j) * 4 + (i % 4)]!),
  },
  Concat: {
    shape: ['batch', 2],
    build: (g, x) => g.concat([x, g.scale(x, 3)], 1),
    expected: (x, batch) => products(batch, 4, 1, (i, j) => x[i * 2 + (j % 2)]! * (j < 2 ? 1 : 3)),
  },
  Slice: {
    shape: ['batch', 5],
    build: (g, x) => g.slice(x, 1, 1, 3),
    expected: (x, batch) => products(batch, 2, 1, (i, j) => x[i * 5 + 1 + j]!),
  },
};

describe.each(Object.entries(CASES))('%s', (name, { shape, build, expected }) => {
  it('computes what it says, in the inferred shape, for batches of 1 and 3', async () => {
    const g = new NetworkBuilder(name);
    const y = build(g, g.input('x', 'float32', shape));
    g.output('y', y);
    const graph = g.build();
    expect(graph.nodes.map(({ op }) => op)).toContain(name);
    await using loaded = await LoadedGraph.load(graph);
    for (const batch of [1, 3]) {
      const concrete = shape.map((dim) => elementCount([dim], { batch }));
      const data = draw('x', elementCount(concrete, {}));
      const result = (await loaded.run({ x: { data, shape: concrete } })).y!;
      expect(result.shape).toEqual(y.shape.map((dim) => elementCount([dim], { batch })));
      expectAllClose(result.data, expected(data, batch), { absolute: 2e-6, relative: 1e-5 });
    }
  });
});

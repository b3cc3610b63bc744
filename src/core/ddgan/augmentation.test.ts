import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { interpret, tensor, type Tensor } from '../autodiff/testing/interpreter.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { augmenter } from './augmentation.ts';
import { AUGMENTATION_NUMBERS, type AugmentationNumber } from './augmentation-draws.ts';

const SIDE = 6;
const SHAPE = [2, 3, SIDE, SIDE];

type Numbers = Readonly<Record<AugmentationNumber, number>>;
const NONE: Numbers = {
  brightness: 0,
  saturation: 0,
  contrast: 0,
  shiftRows: 0,
  shiftColumns: 0,
  holeTop: SIDE,
  holeLeft: SIDE,
};
const SOME: Numbers[] = [
  { ...NONE, brightness: 0.25, saturation: -0.75, contrast: 0.5 },
  { ...NONE, shiftRows: 1, shiftColumns: -2, holeTop: -1, holeLeft: 2, contrast: -0.25 },
];

function normals(name: string): Tensor {
  const drawn = randomStream(parseSeed('5'), name).normals(SHAPE.reduce((a, b) => a * b));
  return { shape: SHAPE, data: Float64Array.from(drawn) };
}

const feedsOf = (x: Tensor, numbers: readonly Numbers[]) =>
  new Map([
    ['x', x],
    ['numbers', tensor([2, 7], ([row, column]) => numbers[row!]![AUGMENTATION_NUMBERS[column!]!])],
  ]);

/** The augmentation as nodes, and what its cotangent gives for x. */
function build() {
  const g = new NetworkBuilder('augmentation');
  const [x, c] = [g.input('x', 'float32', SHAPE), g.input('c', 'float32', SHAPE)];
  const y = augmenter(g, g.input('numbers', 'float32', [2, 7]), SIDE)(x);
  const [slope] = gradients(g, [{ value: y, cotangent: c }], [x]);
  return { nodes: g.nodes, y, slope: slope! };
}

/** Pixel by pixel, as the operations are defined. */
function expected(x: Tensor, numbers: readonly Numbers[]): Tensor {
  const at = (n: number, c: number, i: number, j: number) => {
    const inside = i >= 0 && j >= 0 && i < SIDE && j < SIDE;
    return inside ? x.data[((n * 3 + c) * SIDE + i) * SIDE + j]! : 0;
  };
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const places = [...Array(SIDE).keys()];
  return tensor(SHAPE, ([n, c, i, j]) => {
    const { brightness, saturation, contrast, shiftRows, shiftColumns, holeTop, holeLeft } = numbers[n!]!;
    const saturated = (channel: number, row: number, column: number) => {
      const of = (k: number) => at(n!, k, row, column) + brightness;
      const grey = mean([0, 1, 2].map(of));
      return grey + (of(channel) - grey) * (1 + saturation);
    };
    const level = mean(
      [0, 1, 2].flatMap((k) => places.flatMap((r) => places.map((s) => saturated(k, r, s)))),
    );
    const [row, column] = [i! + shiftRows, j! + shiftColumns];
    const isOutside = row < 0 || column < 0 || row >= SIDE || column >= SIDE;
    const isHole = i! >= holeTop && i! < holeTop + 3 && j! >= holeLeft && j! < holeLeft + 3;
    if (isOutside || isHole) return 0;
    return level + (saturated(c!, row, column) - level) * (1 + contrast);
  });
}

describe('augmenter', () => {
  it('recolours, shifts and cuts each picture by its own numbers', () => {
    const x = normals('x');
    const { nodes, y } = build();
    const [actual] = interpret(nodes, feedsOf(x, SOME).set('c', x), [y]);
    for (const [i, value] of expected(x, SOME).data.entries()) expect(actual!.data[i]).toBeCloseTo(value, 9);
  });

  it('has the transpose of its linear part as gradient', () => {
    const [x, c] = [normals('x'), normals('c')];
    const zero = { ...x, data: x.data.map(() => 0) };
    const { nodes, y, slope } = build();
    const [ofX, back] = interpret(nodes, feedsOf(x, SOME).set('c', c), [y, slope]);
    const [ofZero] = interpret(nodes, feedsOf(zero, SOME).set('c', c), [y]);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const linear = ofX!.data.map((value, i) => value - ofZero!.data[i]!);
    // Constants of the graph, such as a third, are float32.
    expect(dot(back!.data, x.data)).toBeCloseTo(dot(c.data, linear), 5);
  });

  it('changes nothing where nothing happens', () => {
    const x = normals('x');
    const { nodes, y } = build();
    expect(interpret(nodes, feedsOf(x, [NONE, NONE]).set('c', x), [y])).toEqual([x]);
  });
});

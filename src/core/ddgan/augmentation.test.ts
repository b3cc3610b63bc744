import { describe, expect, it } from 'vitest';
import { BAND_ORDERS } from '../../shared/models/architecture.ts';
import { gradients } from '../autodiff/gradients.ts';
import { interpret, tensor, type Tensor } from '../autodiff/testing/interpreter.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { augmenter } from './augmentation.ts';
import { AUGMENTATION_NUMBERS, type AugmentationNumber } from './augmentation-draws.ts';
import { coefficientsOf } from './coefficients.ts';

const SIDE = 8;
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
  const y = augmenter(g, g.input('numbers', 'float32', [2, 7]), { imageSize: SIDE, numChannels: 3 })(x);
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
    const isHole = i! >= holeTop && i! < holeTop + SIDE / 2 && j! >= holeLeft && j! < holeLeft + SIDE / 2;
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

  it.each(BAND_ORDERS)(
    'does to coefficients, %s, what it does to pictures in squares of pixels',
    (bandOrder) => {
      const half = SIDE / 2;
      const coefficients = ({ data }: Tensor): Tensor => ({
        shape: [2, 12, half, half],
        data: Float64Array.from(
          coefficientsOf(Float32Array.from(data), { colours: 3, side: SIDE, order: bandOrder }),
        ),
      });
      const inSquares = (numbers: Numbers): Numbers => {
        const { shiftRows, shiftColumns, holeTop, holeLeft } = numbers;
        const lengths = { shiftRows, shiftColumns, holeTop, holeLeft };
        const doubled = Object.entries(lengths).map(([name, length]) => [name, 2 * length]);
        return { ...numbers, ...(Object.fromEntries(doubled) as typeof lengths) };
      };
      const numbers = SOME.map((some) => ({ ...some, holeTop: Math.min(some.holeTop, half) }));
      const g = new NetworkBuilder('coefficients');
      const input = g.input('x', 'float32', [2, 12, half, half]);
      const shape = {
        ...{ imageSize: SIDE, numChannels: 3 },
        wavelet: { levels: 'haar', bandOrder, patchSize: 1 },
      } as const;
      const y = augmenter(g, g.input('numbers', 'float32', [2, 7]), shape)(input);
      const x = normals('x');
      const [actual] = interpret(g.nodes, feedsOf(coefficients(x), numbers), [y]);
      const wanted = coefficients(expected(x, numbers.map(inSquares)));
      expect(actual!.shape).toEqual(wanted.shape);
      for (const [i, value] of wanted.data.entries()) expect(actual!.data[i]).toBeCloseTo(value, 5);
    },
  );
});

/**
 * The Inception network whose features Fréchet distances are measured on (Szegedy et al. 2016, arXiv 1512.00567; Heusel
 * et al. 2017, arXiv 1706.08500): in PyTorch's form of the original weights, `pt_inception-2015-12-05-6726825d.pth`. Its
 * pools differ from those of torchvision's network of the same names: means leave out what lies outside of the picture,
 * and the last block takes the largest value.
 */
import type { TensorReader } from '../checkpoint/checkpoint.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { fixed } from '../onnx/tensor-type.ts';
import { TrilemmaError } from '../../shared/errors.ts';

/** Side that pictures are brought to, bilinearly and without smoothing, as the reference implementation does it. */
const SIDE = 299;
const EPSILON = 0.001;

/**
 * `pictures` [batch, 3, side, side] in [-1, 1] -> `features` [batch, C], 2,048 channels in the published network. How
 * many channels there are anywhere follows from the weights.
 *
 * @throws {TrilemmaError} `checkpoint-unsupported` where the file holds another network.
 */
export function inceptionGraph(weights: TensorReader, side: number): Graph {
  const g = new NetworkBuilder('inception');
  const network = new Inception(g, weights);
  const pictures = g.input('pictures', 'float32', ['batch', 3, side, side]);
  g.output('features', network.features(resized(g, pictures, side)));
  return g.build();
}

class Inception {
  readonly #g: NetworkBuilder;
  readonly #weights: TensorReader;

  constructor(g: NetworkBuilder, weights: TensorReader) {
    this.#g = g;
    this.#weights = weights;
  }

  features(pictures: Value): Value {
    const g = this.#g;
    let x = this.#conv(pictures, 'Conv2d_1a_3x3', { stride: 2 });
    x = this.#conv(x, 'Conv2d_2a_3x3');
    x = this.#conv(x, 'Conv2d_2b_3x3', { padding: 1 });
    x = g.maxPool(x, { stride: 2 });
    x = this.#conv(x, 'Conv2d_3b_1x1');
    x = this.#conv(x, 'Conv2d_4a_3x3');
    x = g.maxPool(x, { stride: 2 });
    for (const block of ['5b', '5c', '5d']) x = this.#blockA(x, `Mixed_${block}`);
    x = this.#blockB(x, 'Mixed_6a');
    for (const block of ['6b', '6c', '6d', '6e']) x = this.#blockC(x, `Mixed_${block}`);
    x = this.#blockD(x, 'Mixed_7a');
    x = this.#blockE(x, 'Mixed_7b', this.#meanOfNeighbours(x));
    x = this.#blockE(x, 'Mixed_7c', g.maxPool(x, { padding: 1 }));
    return g.mean(x, [2, 3], { keep: false });
  }

  #blockA(x: Value, block: string): Value {
    return this.#joined([
      this.#conv(x, `${block}.branch1x1`),
      this.#chain(x, block, [['branch5x5_1'], ['branch5x5_2', 2]]),
      this.#chain(x, block, [['branch3x3dbl_1'], ['branch3x3dbl_2', 1], ['branch3x3dbl_3', 1]]),
      this.#conv(this.#meanOfNeighbours(x), `${block}.branch_pool`),
    ]);
  }

  #blockB(x: Value, block: string): Value {
    const double = this.#chain(x, block, [['branch3x3dbl_1'], ['branch3x3dbl_2', 1]]);
    return this.#joined([
      this.#conv(x, `${block}.branch3x3`, { stride: 2 }),
      this.#conv(double, `${block}.branch3x3dbl_3`, { stride: 2 }),
      this.#g.maxPool(x, { stride: 2 }),
    ]);
  }

  #blockC(x: Value, block: string): Value {
    return this.#joined([
      this.#conv(x, `${block}.branch1x1`),
      this.#chain(x, block, [['branch7x7_1'], ['branch7x7_2', ROW], ['branch7x7_3', COLUMN]]),
      this.#chain(x, block, [
        ['branch7x7dbl_1'],
        ['branch7x7dbl_2', COLUMN],
        ['branch7x7dbl_3', ROW],
        ['branch7x7dbl_4', COLUMN],
        ['branch7x7dbl_5', ROW],
      ]),
      this.#conv(this.#meanOfNeighbours(x), `${block}.branch_pool`),
    ]);
  }

  #blockD(x: Value, block: string): Value {
    const square = this.#conv(x, `${block}.branch3x3_1`);
    const long = this.#chain(x, block, [
      ['branch7x7x3_1'],
      ['branch7x7x3_2', ROW],
      ['branch7x7x3_3', COLUMN],
    ]);
    return this.#joined([
      this.#conv(square, `${block}.branch3x3_2`, { stride: 2 }),
      this.#conv(long, `${block}.branch7x7x3_4`, { stride: 2 }),
      this.#g.maxPool(x, { stride: 2 }),
    ]);
  }

  #blockE(x: Value, block: string, pooled: Value): Value {
    const square = this.#conv(x, `${block}.branch3x3_1`);
    const double = this.#chain(x, block, [['branch3x3dbl_1'], ['branch3x3dbl_2', 1]]);
    return this.#joined([
      this.#conv(x, `${block}.branch1x1`),
      this.#conv(square, `${block}.branch3x3_2a`, { padding: [0, 1] }),
      this.#conv(square, `${block}.branch3x3_2b`, { padding: [1, 0] }),
      this.#conv(double, `${block}.branch3x3dbl_3a`, { padding: [0, 1] }),
      this.#conv(double, `${block}.branch3x3dbl_3b`, { padding: [1, 0] }),
      this.#conv(pooled, `${block}.branch_pool`),
    ]);
  }

  #chain(x: Value, block: string, layers: readonly (readonly [string, Padding?])[]): Value {
    return layers.reduce(
      (value, [layer, padding = 0]) => this.#conv(value, `${block}.${layer}`, { padding }),
      x,
    );
  }

  #joined(branches: readonly Value[]): Value {
    return this.#g.concat(branches, 1);
  }

  /** Convolution, batch normalisation by the statistics of training, ReLU. */
  #conv(
    x: Value,
    layer: string,
    options: { readonly padding?: Padding; readonly stride?: number } = {},
  ): Value {
    const kernel = this.#weights.tensors.get(`${layer}.conv.weight`);
    if (kernel?.shape.length !== 4 || kernel.shape[1] !== x.shape[1]) throw otherNetwork(layer);
    const [filters] = kernel.shape;
    const [gain, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((name) => {
      const tensor = `${layer}.bn.${name}`;
      if (this.#weights.tensors.get(tensor)?.shape.join() !== String(filters)) throw otherNetwork(tensor);
      return this.#weights.float32(tensor);
    }) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const scale = gain.map((value, i) => value / Math.sqrt(variance[i]! + EPSILON));
    const values = this.#weights.float32(kernel.name);
    const ofFilter = values.length / filters!;
    const g = this.#g;
    return g.scope(layer, () => {
      const weight = g.initializer(
        `${layer}.weight`,
        'float32',
        kernel.shape,
        values.map((value, i) => value * scale[Math.floor(i / ofFilter)]!),
      );
      const shift = g.initializer(
        `${layer}.bias`,
        'float32',
        [filters!],
        bias.map((value, i) => value - mean[i]! * scale[i]!),
      );
      return g.leakyRelu(g.conv(x, weight, shift, options), 0);
    });
  }

  /** Means of three by three pixels, of those that lie inside of the picture. */
  #meanOfNeighbours(x: Value): Value {
    const g = this.#g;
    const [channels, side] = [1, 2].map((axis) => fixed(x.shape[axis], 'a dimension of features'));
    const ones = new Float32Array(9 * channels!).fill(1);
    const kernel = g.initializer(`ones.${channels}`, 'float32', [channels!, 1, 3, 3], ones);
    const sums = g.conv(x, kernel, undefined, { padding: 1, groups: channels! });
    const inside = (at: number) => (at === 0 ? 0 : 1) + 1 + (at === side! - 1 ? 0 : 1);
    const shares = Float32Array.from(
      { length: side! ** 2 },
      (_, at) => 1 / (inside(Math.floor(at / side!)) * inside(at % side!)),
    );
    return g.mul(sums, g.initializer(`shares.${side}`, 'float32', [1, 1, side!, side!], shares));
  }
}

type Padding = number | readonly [number, number];

/** Of kernels of 1x7 and 7x1. */
const ROW = [0, 3] as const;
const COLUMN = [3, 0] as const;

function otherNetwork(layer: string): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-unsupported',
    `The file is not the Inception network of FID tools: ${layer} is missing or has another shape. Fetch pt_inception-2015-12-05-6726825d.pth.`,
  );
}

/** Brought to the network's side: rows and columns are weighed means of two neighbours, which are products of matrices. */
function resized(g: NetworkBuilder, pictures: Value, side: number): Value {
  if (side === SIDE) return pictures;
  const rows = g.initializer('rows', 'float32', [SIDE, side], bilinear(side));
  const columns = g.initializer('columns', 'float32', [side, SIDE], transposed(bilinear(side), SIDE, side));
  return g.matMul(g.matMul(rows, pictures), columns);
}

/** [SIDE, side]: the pixel's centres fall between those of the picture; beyond the last, it goes on as it is. */
function bilinear(side: number): Float32Array {
  const weights = new Float32Array(SIDE * side);
  for (let at = 0; at < SIDE; at++) {
    const centre = Math.max(0, ((at + 0.5) * side) / SIDE - 0.5);
    const low = Math.min(Math.floor(centre), side - 1);
    const high = Math.min(low + 1, side - 1);
    weights[at * side + low]! += 1 - (centre - low);
    weights[at * side + high]! += centre - low;
  }
  return weights;
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}

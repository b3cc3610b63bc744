import { describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../shared/errors.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { Attributes, Value } from './graph.ts';
import type { OperatorName } from './infer-shape.ts';
import type { Shape, TensorType } from './tensor-type.ts';

/** An input of the node under test: a float tensor's shape, another tensor, a constant list, or none. */
type Input =
  | Shape
  | TensorType
  | { readonly int64s: readonly number[] }
  | { readonly scales: readonly number[] }
  | undefined;

function build(op: OperatorName, inputs: readonly Input[], attributes: Attributes = {}): Value {
  const g = new GraphBuilder('test');
  const values = inputs.map((input, i) => {
    if (input === undefined) return undefined;
    if ('int64s' in input) return g.int64s(input.int64s);
    if ('elementType' in input) return g.input(`input${i}`, input.elementType, input.shape);
    if ('scales' in input) {
      return g.initializer('scales', 'float32', [input.scales.length], Float32Array.from(input.scales));
    }
    return g.input(`input${i}`, 'float32', input);
  });
  return g.scope('module', () => g.node(op, values, attributes));
}

const int = (value: number) => ({ int: value });
const ints = (...values: number[]) => ({ ints: values });
const list = (...values: number[]) => ({ int64s: values });
const scales = (...values: number[]) => ({ scales: values });

const maps = ['batch', 8, 16, 16];
const indices: TensorType = { elementType: 'int64', shape: ['batch'] };

type Case = readonly [op: OperatorName, inputs: readonly Input[], attributes: Attributes, expected: Shape];

const CASES: readonly Case[] = [
  ['Sin', [maps], {}, maps],
  ['Softmax', [['batch', 4, 4]], { axis: int(-1) }, ['batch', 4, 4]],
  ['Cast', [indices], { to: int(1) }, ['batch']],

  ['Mul', [maps, ['batch', 8, 1, 1]], {}, maps],
  ['Mul', [[8, 1, 1], maps], {}, maps],
  ['Mul', [[], maps], {}, maps],
  [
    'Mul',
    [
      ['batch', 1],
      [1, 8],
    ],
    {},
    ['batch', 8],
  ],

  ['Conv', [maps, [4, 8, 3, 3]], { pads: ints(1, 1, 1, 1) }, ['batch', 4, 16, 16]],
  ['Conv', [maps, [4, 8, 3, 3], [4]], {}, ['batch', 4, 14, 14]],
  ['Conv', [maps, [4, 8, 1, 3]], {}, ['batch', 4, 16, 14]],
  ['Conv', [maps, [4, 8, 4, 4]], { pads: ints(1, 1, 1, 1), strides: ints(2, 2) }, ['batch', 4, 8, 8]],
  ['Conv', [maps, [4, 8, 3, 3]], { pads: ints(2, 0, 1, 0), strides: ints(1, 2) }, ['batch', 4, 17, 7]],
  ['Conv', [maps, [8, 1, 4, 4]], { pads: ints(2, 2, 2, 2), group: int(8) }, ['batch', 8, 17, 17]],
  ['Conv', [[3, 8, 1, 1], [6, 4, 1, 1], [6]], { group: int(2) }, [3, 6, 1, 1]],

  ['ConvTranspose', [maps, [8, 4, 3, 3]], {}, ['batch', 4, 18, 18]],
  [
    'ConvTranspose',
    [maps, [8, 4, 4, 4], [4]],
    { pads: ints(1, 1, 1, 1), strides: ints(2, 2) },
    ['batch', 4, 32, 32],
  ],
  ['ConvTranspose', [maps, [8, 2, 1, 1]], { group: int(4) }, ['batch', 8, 16, 16]],

  [
    'Gemm',
    [
      ['batch', 3],
      [3, 5],
    ],
    {},
    ['batch', 5],
  ],
  ['Gemm', [['batch', 3], [5, 3], [5]], { transB: int(1) }, ['batch', 5]],
  [
    'Gemm',
    [
      ['batch', 3],
      ['batch', 5],
      [3, 1],
    ],
    { transA: int(1) },
    [3, 5],
  ],
  [
    'Gemm',
    [
      ['batch', 3],
      [3, 5],
      ['batch', 5],
    ],
    {},
    ['batch', 5],
  ],
  [
    'MatMul',
    [
      [2, 3],
      [3, 4],
    ],
    {},
    [2, 4],
  ],
  [
    'MatMul',
    [
      ['batch', 7, 3],
      [3, 4],
    ],
    {},
    ['batch', 7, 4],
  ],
  [
    'MatMul',
    [
      ['batch', 8, 1, 9],
      ['batch', 8, 9, 1],
    ],
    {},
    ['batch', 8, 1, 1],
  ],
  [
    'MatMul',
    [
      [4, 1, 2, 3],
      [5, 3, 2],
    ],
    {},
    [4, 5, 2, 2],
  ],

  ['ReduceMean', [maps, list(2, 3)], {}, ['batch', 8, 1, 1]],
  ['ReduceMean', [maps, list(-1, -2)], { keepdims: int(0) }, ['batch', 8]],
  ['ReduceSum', [maps, list(0)], { keepdims: int(0) }, [8, 16, 16]],

  ['Reshape', [maps, list(0, 8, -1)], {}, ['batch', 8, 256]],
  ['Reshape', [maps, list(-1, 1, 16, 16)], {}, ['batch*8', 1, 16, 16]],
  ['Reshape', [['batch*8', 1, 16, 16], list(-1, 8, 16, 16)], {}, ['batch', 8, 16, 16]],
  ['Reshape', [maps, list(0, 2, -1, 1)], {}, ['batch', 2, 1024, 1]],
  ['Reshape', [maps, list(0, 0, 256)], {}, ['batch', 8, 256]],
  ['Reshape', [[12], list(4, 3)], {}, [4, 3]],
  ['Reshape', [[1], list()], {}, []],
  ['Transpose', [maps, undefined], { perm: ints(0, 2, 3, 1) }, ['batch', 16, 16, 8]],
  ['Transpose', [['batch', 2, 3]], {}, [3, 2, 'batch']],
  ['Concat', [maps, ['batch', 4, 16, 16], maps], { axis: int(1) }, ['batch', 20, 16, 16]],
  [
    'Concat',
    [
      [2, 3],
      [2, 1],
    ],
    { axis: int(-1) },
    [2, 4],
  ],
  ['Slice', [maps, list(2), list(5), list(1)], {}, ['batch', 3, 16, 16]],
  ['Slice', [maps, list(-3, 0), list(100, -1), list(2, -1)], {}, ['batch', 8, 3, 15]],
  ['Slice', [maps, list(-1), list(-(2 ** 31)), list(2), list(-1)], {}, maps],
  ['Pad', [maps, list(0, 0, 1, 2, 0, 3, 4, 0)], {}, ['batch', 11, 21, 18]],
  ['Expand', [[4, 1], list(2, 1, 3)], {}, [2, 4, 3]],
  ['Gather', [[5, 3], indices], {}, ['batch', 3]],
  ['AveragePool', [maps], { kernel_shape: ints(2, 2), strides: ints(2, 2) }, ['batch', 8, 8, 8]],
  ['Resize', [maps, undefined, scales(1, 1, 2, 2)], {}, ['batch', 8, 32, 32]],
  ['Resize', [maps, undefined, scales(2, 1, 0.5, 0.3)], {}, ['batch*2', 8, 8, 4]],
];

type Refusal = readonly [op: OperatorName, inputs: readonly Input[], attributes: Attributes, message: string];

const REFUSALS: readonly Refusal[] = [
  ['Slice', [[4], list(0), list(4), list(0), list(-1)], {}, 'only whole dimensions are turned around'],
  ['Pad', [[4, 4], list(0, 1)], {}, '2 pads do not fit [4, 4]'],
  ['Pad', [['batch'], list(1, 0)], {}, 'a padded dimension must be known'],
  ['Expand', [[4], list(3)], {}, '[4] does not broadcast to [3]'],
  ['Gather', [[4], ['batch']], {}, 'indices are int64, not float32'],
  ['AveragePool', [[1, 1, 3, 4]], { kernel_shape: ints(2, 2), strides: ints(2, 2) }, 'must lie side by side'],
  ['Sin', [], {}, 'input 0 is missing'],
  ['Add', [maps, undefined], {}, 'input 1 is missing'],
  ['Add', [maps, [4, 1, 1]], {}, '[batch, 8, 16, 16] does not broadcast with [4, 1, 1]'],
  ['Add', [indices, ['batch']], {}, 'int64 does not go with float32'],
  ['Cast', [['batch']], { to: int(7) }, 'only casts to float32'],

  ['Conv', [maps, [4, 4, 3, 3]], {}, 'weight [4, 4, 3, 3] (groups: 1) does not fit [batch, 8, 16, 16]'],
  ['Conv', [maps, [4, 8, 3]], {}, 'must have 4 dimensions'],
  ['Conv', [maps, [4, 8, 3, 3], [8]], {}, 'bias [8] does not fit 4 channels'],
  ['Conv', [maps, [6, 2, 1, 1]], { group: int(4) }, '6 filters do not divide among 4 groups'],
  ['Conv', [maps, [4, 8, 17, 1]], {}, 'a side of the result would be 0'],
  [
    'Conv',
    [
      ['batch', 8, 'height', 16],
      [4, 8, 3, 3],
    ],
    {},
    'must be known when the graph is built, not height',
  ],
  ['ConvTranspose', [maps, [4, 8, 3, 3]], {}, 'weight [4, 8, 3, 3] does not fit'],
  ['ConvTranspose', [maps, [8, 4, 1, 1], [3]], {}, 'bias [3] does not fit 4 channels'],
  ['ConvTranspose', [maps, [8, 4, 1, 1]], { pads: ints(8, 0, 8, 0) }, 'a side of the result would be 0'],

  [
    'Gemm',
    [
      ['batch', 3],
      [5, 3],
    ],
    {},
    '[batch, 3] does not multiply with [5, 3]',
  ],
  ['Gemm', [['batch', 3], [3]], {}, 'does not multiply'],
  ['Gemm', [['batch', 3], [3, 5], [4]], {}, 'bias [4] does not fit [batch, 5]'],
  [
    'Gemm',
    [
      [1, 3],
      [3, 5],
      [2, 5],
    ],
    {},
    'bias [2, 5] does not fit [1, 5]',
  ],
  [
    'MatMul',
    [
      [2, 3],
      [4, 2],
    ],
    {},
    '[2, 3] does not multiply with [4, 2]',
  ],
  ['MatMul', [[3], [3, 2]], {}, 'does not multiply'],
  [
    'MatMul',
    [
      [2, 2, 3],
      [4, 3, 2],
    ],
    {},
    'does not multiply',
  ],

  ['ReduceMean', [maps, list(4)], {}, 'axis 4 is not in [batch, 8, 16, 16]'],
  ['ReduceMean', [maps, [1]], {}, 'input 1 must be a constant of int64'],
  ['Reshape', [maps, list(0, 7, -1)], {}, '[batch, 8, 16, 16] cannot be reshaped to [0, 7, -1]'],
  ['Reshape', [maps, list(4, -1, 8, 16, 16)], {}, 'cannot be reshaped to [4, -1, 8, 16, 16]'],
  ['Reshape', [[4], list(2)], {}, 'cannot be reshaped'],
  ['Reshape', [[4], list(4, -1, -1)], {}, 'cannot be reshaped'],
  ['Reshape', [[4], list(4, 0)], {}, 'cannot be reshaped'],
  ['Transpose', [[2, 3]], { perm: ints(1, 1) }, '[1, 1] does not reorder [2, 3]'],
  ['Transpose', [[2, 3]], { perm: ints(1, 0, 2) }, 'does not reorder'],
  [
    'Concat',
    [
      [2, 3],
      [3, 3],
    ],
    { axis: int(1) },
    'float32 [3, 3] does not join float32 [2, 3] along axis 1',
  ],
  [
    'Concat',
    [
      [2, 3],
      [2, 3, 1],
    ],
    { axis: int(1) },
    'does not join',
  ],
  ['Concat', [['batch'], indices], {}, 'int64 [batch] does not join float32 [batch]'],
  ['Concat', [['batch'], ['batch']], {}, 'the joined dimension must be known'],
  ['Concat', [[2], [2]], { axis: int(1) }, 'axis 1 is not in [2]'],
  ['Slice', [maps, list(5), list(2), list(1)], {}, 'dimension 1 of the slice would be -3'],
  ['Slice', [maps, list(0), list(1), list(0)], {}, 'a sliced dimension must be known'],
  ['Slice', [[4], list(0), list(4), list(0), list(2)], {}, 'steps other than 1 and -1 are not supported'],
  ['Resize', [maps, undefined, [4]], {}, 'the scales must be constant'],
  ['Resize', [maps, undefined, scales(2, 2)], {}, '2 scales do not fit [batch, 8, 16, 16]'],
  ['Resize', [maps, undefined, scales(0.5, 1, 1, 1)], {}, 'a dimension that shrinks must be known'],
];

describe('shape inference', () => {
  it.each(CASES)('%s of %j with %j is %j', (op, inputs, attributes, expected) => {
    expect(build(op, inputs, attributes)).toMatchObject({ elementType: 'float32', shape: expected });
  });

  it.each(REFUSALS)('refuses %s of %j with %j: %s', (op, inputs, attributes, message) => {
    const attempt = () => build(op, inputs, attributes);
    expect(attempt).toThrow(TrilemmaError);
    expect(attempt).toThrow(`module/${op}: `);
    expect(attempt).toThrow(message);
  });
});

/** Shape inference of every operator that our graphs use, run while the graph is built (ONNX operator reference, opset 20). */
import { concat, expand, gather, pad, reshape, resize, slice, transpose } from './infer-layout.ts';
import { averagePool, conv, convTranspose, gemm, matMul, maxPool } from './infer-products.ts';
import { agree, axisOf, constantInts, type Infer, int, required } from './inference.ts';
import { broadcast, ELEMENT_TYPE_CODES, formatShape } from './tensor-type.ts';

export interface Operator {
  readonly domain: '' | 'com.microsoft';
  readonly infer: Infer;
}

const unary: Infer = (inputs) => {
  const { elementType, shape } = required(inputs, 0);
  return { elementType, shape };
};

const elementwise: Infer = (inputs) => {
  const a = required(inputs, 0);
  const b = required(inputs, 1);
  agree(a.elementType === b.elementType, `${a.elementType} does not go with ${b.elementType}`);
  const shape = broadcast(a.shape, b.shape);
  agree(shape !== undefined, `${formatShape(a.shape)} does not broadcast with ${formatShape(b.shape)}`);
  return { elementType: a.elementType, shape };
};

const reduce: Infer = (inputs, attributes) => {
  const x = required(inputs, 0);
  const axes = constantInts(inputs, 1).map((axis) => axisOf(axis, x.shape));
  const keep = int(attributes, 'keepdims', 1) === 1;
  const shape = x.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dim]));
  return { elementType: x.elementType, shape };
};

const cast: Infer = (inputs, attributes) => {
  const isToFloat = int(attributes, 'to', 0) === ELEMENT_TYPE_CODES.float32;
  agree(isToFloat, 'only casts to float32 are supported');
  return { elementType: 'float32', shape: required(inputs, 0).shape };
};

const OPERATORS = {
  Add: { domain: '', infer: elementwise },
  AveragePool: { domain: '', infer: averagePool },
  Cast: { domain: '', infer: cast },
  Clip: { domain: '', infer: unary },
  Concat: { domain: '', infer: concat },
  Conv: { domain: '', infer: conv },
  ConvTranspose: { domain: '', infer: convTranspose },
  Cos: { domain: '', infer: unary },
  Div: { domain: '', infer: elementwise },
  Exp: { domain: '', infer: unary },
  Expand: { domain: '', infer: expand },
  Gather: { domain: '', infer: gather },
  Gemm: { domain: '', infer: gemm },
  LeakyRelu: { domain: '', infer: unary },
  MatMul: { domain: '', infer: matMul },
  MaxPool: { domain: '', infer: maxPool },
  Mul: { domain: '', infer: elementwise },
  Pad: { domain: '', infer: pad },
  QuickGelu: { domain: 'com.microsoft', infer: unary },
  ReduceMean: { domain: '', infer: reduce },
  ReduceSum: { domain: '', infer: reduce },
  Resize: { domain: '', infer: resize },
  Reshape: { domain: '', infer: reshape },
  Sigmoid: { domain: '', infer: unary },
  Sin: { domain: '', infer: unary },
  Slice: { domain: '', infer: slice },
  Softmax: { domain: '', infer: unary },
  Softplus: { domain: '', infer: unary },
  Sqrt: { domain: '', infer: unary },
  Sub: { domain: '', infer: elementwise },
  Tanh: { domain: '', infer: unary },
  Transpose: { domain: '', infer: transpose },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof OPERATORS;

export function operator(name: OperatorName): Operator {
  return OPERATORS[name];
}

/** The rule of every operator that has one. What is built of others declares its own (see declared.ts). */
import type { OperatorName } from '../onnx/infer-shape.ts';
import { conv, convTranspose } from './convolution.ts';
import {
  add,
  cos,
  div,
  exp,
  leakyRelu,
  mul,
  quickGelu,
  sigmoid,
  sin,
  softmax,
  softplus,
  sqrt,
  sub,
  tanh,
} from './elementwise.ts';
import { concat, expand, pad, reshape, slice, transpose } from './layout.ts';
import { gemm, matMul } from './products.ts';
import { averagePool, reduceMean, reduceSum, resize } from './resolution.ts';
import type { Rule } from './rule.ts';

const RULES: Readonly<Partial<Record<OperatorName, Rule>>> = {
  Add: add,
  AveragePool: averagePool,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Cos: cos,
  Div: div,
  Exp: exp,
  Expand: expand,
  Gemm: gemm,
  LeakyRelu: leakyRelu,
  MatMul: matMul,
  Mul: mul,
  Pad: pad,
  QuickGelu: quickGelu,
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  Reshape: reshape,
  Resize: resize,
  Sigmoid: sigmoid,
  Sin: sin,
  Slice: slice,
  Softmax: softmax,
  Softplus: softplus,
  Sqrt: sqrt,
  Sub: sub,
  Tanh: tanh,
  Transpose: transpose,
};

/** @param op an operator's ONNX name. */
export function ruleOf(op: string): Rule | undefined {
  return Object.entries(RULES).find(([name]) => name === op)?.[1];
}

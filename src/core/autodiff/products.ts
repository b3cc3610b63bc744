/** Rules of matrix products. */
import type { Value } from '../onnx/graph.ts';
import { int } from '../onnx/inference.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims, operand, type Rule, sumTo, transposed, whole } from './rule.ts';

export const matMul: Rule = (g, node, dy) => {
  const [a, b] = [operand(node, 0), operand(node, 1)];
  const full = () => whole(g, dy, node.output);
  const summed = (product: Value, target: Value) => sumTo(g, product, product.shape, target.shape);
  return [
    () => summed(g.matMul(full(), transposed(g, b)), a),
    () => {
      // One matrix for all rows: the sum over the batch is part of a single product.
      if (b.shape.length === 2) return g.matMul(transposed(g, rows(g, a)), rows(g, full()));
      return summed(g.matMul(transposed(g, a), full()), b);
    },
  ];
};

/** All but the last dimension as one. */
function rows(g: NetworkBuilder, x: Value): Value {
  return x.shape.length === 2 ? x : g.reshape(x, [-1, dims(x.shape).at(-1)!]);
}

/** y = op(a) op(b) + c, where op transposes where its flag is set. */
export const gemm: Rule = (g, node, dy) => {
  const [a, b, c] = node.inputs;
  const [transA, transB] = [int(node.attributes, 'transA', 0), int(node.attributes, 'transB', 0)];
  const full = () => whole(g, dy, node.output);
  const product = (left: Value, transLeft: number, right: Value, transRight: number) =>
    g.node('Gemm', [left, right], { transA: { int: transLeft }, transB: { int: transRight } });
  return [
    // op(a)' = dy op(b)^T, and a' is its transpose where op transposes.
    () => (transA === 1 ? product(b!, transB, full(), 1) : product(full(), 0, b!, 1 - transB)),
    () => (transB === 1 ? product(full(), 1, a!, transA) : product(a!, 1 - transA, full(), 0)),
    c && (() => sumTo(g, dy, node.output.shape, c.shape)),
  ];
};

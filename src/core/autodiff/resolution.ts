/** Rules of operators whose result is coarser or finer than their input: sums, means, pooling, upsampling. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { GraphNode, Value } from '../onnx/graph.ts';
import { axisOf, constantInts, ints } from '../onnx/inference.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims, operand, reshapeTo, type Rule, whole } from './rule.ts';

/** A reduction's cotangent with the reduced axes as 1, so that it broadcasts to the input. */
function kept(g: NetworkBuilder, node: GraphNode, dy: Value): Value {
  const { shape } = operand(node, 0);
  const axes = reducedAxes(node);
  const target = shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return reshapeTo(g, whole(g, dy, node.output), target);
}

function reducedAxes(node: GraphNode): number[] {
  const { shape } = operand(node, 0);
  return constantInts(node.inputs, 1).map((axis) => axisOf(axis, shape));
}

export const reduceSum: Rule = (g, node, dy) => [() => kept(g, node, dy)];

export const reduceMean: Rule = (g, node, dy) => [
  () => {
    const sizes = dims(operand(node, 0).shape);
    const count = reducedAxes(node).reduce((product, axis) => product * sizes[axis]!, 1);
    return g.scale(kept(g, node, dy), 1 / count);
  },
];

/** Pixels of a 2x2 window. */
const WINDOW = 4;

/** Only doubling without interpolation, which is all that the networks use. */
export const resize: Rule = (g, node, dy) => {
  const { constant } = operand(node, 2);
  if (constant?.join() !== '1,1,2,2') {
    throw new TrilemmaError('graph', `${node.name}: only doubling the last two dimensions has a gradient.`);
  }
  return [() => g.scale(g.averagePool(whole(g, dy, node.output)), WINDOW)];
};

export const averagePool: Rule = (g, node, dy) => {
  if (ints(node.attributes, 'kernel_shape', []).join() !== '2,2') {
    throw new TrilemmaError('graph', `${node.name}: only windows of 2x2 have a gradient.`);
  }
  return [() => g.upsampleNearest(g.scale(whole(g, dy, node.output), 1 / WINDOW))];
};

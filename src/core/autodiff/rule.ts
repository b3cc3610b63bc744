/** Types and helpers for the rules of differentiation. */
import type { Attributes, GraphNode, Value } from '../onnx/graph.ts';
import { required } from '../onnx/inference.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { fixed, formatShape, type Shape } from '../onnx/tensor-type.ts';

/**
 * For each input of a node, how its cotangent is computed; undefined where nothing flows back. Only those of inputs
 * that a gradient needs are called, so a rule costs what is asked of it.
 */
export type Pullbacks = readonly ((() => Value) | undefined)[];

/**
 * The transposed derivative of one operator.
 *
 * Cotangents may be smaller than their values: one of shape [n, c, 1, 1], or a scalar, stands for itself broadcast.
 * So the gradient of a mean is never written out; a rule whose operator needs all elements asks {@link whole} for them.
 * @param dy cotangent of the node's output.
 */
export type Rule = (g: NetworkBuilder, node: GraphNode, dy: Value) => Pullbacks;

export function operand(node: GraphNode, index: number): Value {
  return required(node.inputs, index);
}

export function float(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'float' in attribute ? attribute.float : otherwise;
}

/** A cotangent with all elements of the value that it belongs to. */
export function whole(g: NetworkBuilder, cotangent: Value, value: Value): Value {
  return g.expand(cotangent, value.shape);
}

/** The shape as numbers. @throws {TrilemmaError} `graph` for symbolic ones: training graphs have a fixed batch. */
export function dims(shape: Shape): number[] {
  return shape.map((dim) => fixed(dim, 'a dimension of a graph with gradients'));
}

export function reshapeTo(g: NetworkBuilder, x: Value, shape: Shape): Value {
  return formatShape(x.shape) === formatShape(shape) ? x : g.reshape(x, dims(shape));
}

/** The last two dimensions swapped. */
export function transposed(g: NetworkBuilder, x: Value): Value {
  const axes = [...x.shape.keys()];
  return g.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

/**
 * The adjoint of broadcasting `target` to `full`: sums over the dimensions that were repeated.
 * @param value broadcasts to `full`; a dimension that it has only once counts as often as `full` repeats it.
 * @returns broadcasts to `target`.
 */
export function sumTo(g: NetworkBuilder, value: Value, full: Shape, target: Shape): Value {
  const repeated = repeatedAxes(full, target);
  const own = (axis: number) => axis - full.length + value.shape.length;
  const summed = repeated.filter((axis) => own(axis) >= 0 && value.shape[own(axis)] !== 1);
  const counted = repeated.filter((axis) => !summed.includes(axis));
  const count = dims(counted.map((axis) => full[axis]!)).reduce((a, b) => a * b, 1);
  const sum = summed.length === 0 ? value : g.sum(value, summed.map(own));
  const extra = Math.max(0, sum.shape.length - target.length);
  return reshapeTo(g, g.scale(sum, count), sum.shape.slice(extra));
}

/** The axes of `full` along which broadcasting repeats `target`. */
function repeatedAxes(full: Shape, target: Shape): number[] {
  const missing = full.length - target.length;
  return [...full.keys()].filter(
    (axis) => full[axis] !== 1 && (axis < missing || target[axis - missing] === 1),
  );
}

/**
 * Rules of convolutions. Both gradients of a convolution are convolutions and matrix products again, so that they can
 * be differentiated once more: R1 differentiates the input gradient for the weights.
 */
import type { GraphNode, Value } from '../onnx/graph.ts';
import { int, ints } from '../onnx/inference.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { attributesOf, type Geometry, kernelGradient } from './kernel-gradient.ts';
import { dims, operand, type Rule, whole } from './rule.ts';

function geometryOf({ attributes }: GraphNode): Geometry {
  return {
    pads: ints(attributes, 'pads', [0, 0, 0, 0]),
    strides: ints(attributes, 'strides', [1, 1]),
    group: int(attributes, 'group', 1),
  };
}

export const conv: Rule = (g, node, dy) => {
  const [x, weight, bias] = [operand(node, 0), operand(node, 1), node.inputs[2]];
  const geometry = geometryOf(node);
  const full = () => whole(g, dy, node.output);
  return [
    () => inputGradient(g, full(), weight, x, geometry),
    () => kernelGradient(g, x, full(), weight, geometry),
    bias && (() => perChannel(g, full())),
  ];
};

/** The transpose of a convolution, so its gradients are a convolution's with input and output exchanged. */
export const convTranspose: Rule = (g, node, dy) => {
  const [x, weight, bias] = [operand(node, 0), operand(node, 1), node.inputs[2]];
  const geometry = geometryOf(node);
  const full = () => whole(g, dy, node.output);
  return [
    () => g.node('Conv', [full(), weight], attributesOf(geometry)),
    () => kernelGradient(g, full(), x, weight, geometry),
    bias && (() => perChannel(g, full())),
  ];
};

/** Summed over the batch and all positions: [n, c, h, w] -> [c]. */
function perChannel(g: NetworkBuilder, dy: Value): Value {
  return g.sum(g.sum(dy, [2, 3], { keep: false }), [0], { keep: false });
}

/**
 * As a convolution with the turned kernel where the stride is 1, which has the faster kernels, else as a transposed
 * convolution (figures in docs/performance.md).
 */
function inputGradient(g: NetworkBuilder, dy: Value, weight: Value, x: Value, geometry: Geometry): Value {
  const { pads, strides, group } = geometry;
  const [, , ...kernel] = dims(weight.shape);
  const opposite = pads.map((pad, side) => kernel[side % 2]! - 1 - pad);
  if (strides.every((stride) => stride === 1) && opposite.every((pad) => pad >= 0)) {
    return g.node('Conv', [dy, turned(g, weight, group)], attributesOf({ ...geometry, pads: opposite }));
  }
  // Rows and columns of x beyond the last place of the kernel.
  const [, , ...size] = dims(x.shape);
  const [, , ...places] = dims(dy.shape);
  const rest = size.map(
    (side, axis) =>
      side + pads[axis]! + pads[axis + 2]! - kernel[axis]! - (places[axis]! - 1) * strides[axis]!,
  );
  return g.node('ConvTranspose', [dy, weight], {
    ...attributesOf(geometry),
    output_padding: { ints: rest },
  });
}

/** The kernel turned by half a circle, inputs and outputs of each group exchanged. */
function turned(g: NetworkBuilder, weight: Value, group: number): Value {
  const [outputs, inputs, ...kernel] = dims(weight.shape);
  const half = kernel.every((side) => side === 1) ? weight : g.flip(weight, [2, 3]);
  const perGroup = outputs! / group;
  if (perGroup === 1 && inputs === 1) return half;
  if (group === 1) return g.transpose(half, [1, 0, 2, 3]);
  const grouped = g.reshape(half, [group, perGroup, inputs!, ...kernel]);
  return g.reshape(g.transpose(grouped, [0, 2, 1, 3, 4]), [group * inputs!, perGroup, ...kernel]);
}

/**
 * Kernels in the blocked layout: [outputs, inputs, height, width] to blocks of both kinds of channels, outputs innermost.
 * The order is what counts, not the shape. The kernels are reordered as if they were maps, which is fast, and whole
 * blocks are moved then; as one transposition, ONNX Runtime would move single numbers.
 */
import type { Value } from '../graph.ts';
import { FLIP_END, isFlip } from '../infer-layout.ts';
import { constantInts, ints } from '../inference.ts';
import { fixed } from '../tensor-type.ts';
import { type BlockedNodes, named } from './blocked-nodes.ts';

export function blockedWeight(nodes: BlockedNodes, weight: Value): Value {
  return nodes.once(weight, () => {
    const name = `${weight.name}/blocked`;
    const source = turnedFrom(nodes, weight);
    const blocked = source === undefined ? ofWeight(nodes, weight, name) : ofTurned(nodes, source, name);
    return nodes.reshape(blocked, sizesOf(weight), name);
  });
}

function ofWeight(nodes: BlockedNodes, weight: Value, name: string): Value {
  const { block } = nodes;
  const [outputs, inputs, height, width] = sizesOf(weight);
  const taps = height! * width!;
  const maps = nodes.reshape(weight, [1, outputs!, inputs!, taps], `${name}/maps`);
  const split = [outputs! / block, inputs! / block, block, taps, block];
  const parts = nodes.reshape(nodes.reordered(maps), split, `${name}/parts`);
  return nodes.transpose(parts, [0, 1, 3, 2, 4], `${name}/moved`);
}

/** As a convolution's backward pass has it: outputs and inputs exchanged, and turned by half a circle. */
function ofTurned(nodes: BlockedNodes, weight: Value, name: string): Value {
  const { block } = nodes;
  const [outputs, inputs, height, width] = sizesOf(weight);
  const taps = height! * width!;
  const maps = nodes.reshape(weight, [outputs!, inputs!, 1, taps], `${name}/maps`);
  const split = [outputs! / block, block, inputs! / block, taps, block];
  const parts = nodes.reshape(nodes.reordered(maps), split, `${name}/parts`);
  const moved = nodes.transpose(parts, [2, 0, 3, 1, 4], `${name}/moved`);
  if (taps === 1) return moved;
  const [back, end, axis] = [nodes.int64s([-1]), nodes.int64s([FLIP_END]), nodes.int64s([2])];
  return nodes.node('Slice', [moved, back, end, axis, back], named(moved, `${name}/turned`));
}

/** The kernel that this one is turned from, as autodiff/convolution.ts turns it. */
function turnedFrom(nodes: BlockedNodes, weight: Value): Value | undefined {
  const exchange = nodes.producerOf(weight);
  if (exchange?.op !== 'Transpose' || String(ints(exchange.attributes, 'perm', [])) !== '1,0,2,3') return;
  const exchanged = exchange.inputs[0]!;
  const [, , height, width] = sizesOf(exchanged);
  if (height === 1 && width === 1) return exchanged;
  const flip = nodes.producerOf(exchanged);
  const flips = flip?.op === 'Slice' && isFlip(flip.inputs) && String(constantInts(flip.inputs, 3)) === '2,3';
  return flips ? flip.inputs[0] : undefined;
}

function sizesOf({ shape }: Value): number[] {
  return shape.map((dim) => fixed(dim, 'a weight'));
}

/**
 * Gradients of kernels as convolutions in the blocked layout: with each picture's cotangents as a kernel of the size of
 * the map, which moves over the map as the kernel did over itself. So every channel of x is a picture of its own here,
 * and every picture a group. The cotangents in their blocked layout are such a kernel as they lie in memory; no
 * shifted copies are made.
 */
import type { GraphNode, Value } from '../graph.ts';
import { type KernelGradient, kernelGradientOf } from '../kernel-gradient.ts';
import { fixed } from '../tensor-type.ts';
import { type BlockedNodes, named } from './blocked-nodes.ts';

/** @returns whether the node's output, where it is a kernel's gradient, was computed in the blocked layout instead. */
export function blockedKernelGradient(nodes: BlockedNodes, { output }: GraphNode): boolean {
  const gradient = kernelGradientOf(output);
  if (gradient === undefined || !isFaster(gradient, nodes.block)) return false;
  const [pictures, inputs] = sizesOf(gradient.x);
  const [, outputs, ...places] = sizesOf(gradient.dy);
  const [kh, kw] = gradient.kernel;
  const { name } = output;

  const maps = nodes.transpose(padded(nodes, gradient, `${name}/padded`), [1, 0, 2, 3], `${name}/maps`);
  const cotangents = nodes.reordered(gradient.dy);
  const kernels = nodes.reshape(cotangents, [pictures! * outputs!, 1, ...places], `${name}/kernels`);
  const ofPictures = nodes.blockedNode(
    'Conv',
    [maps, kernels],
    named(output, `${name}/pictures`, [inputs!, pictures! * outputs!, kh!, kw!]),
    {
      kernel_shape: { ints: places },
      // Where the kernel made steps, neighbouring places saw what lies so far apart.
      dilations: { ints: gradient.strides },
      group: { int: pictures! },
    },
  );
  const rows = nodes.reshape(ofPictures, [inputs!, pictures!, outputs! * kh! * kw!], `${name}/rows`);
  const sums = nodes.node(
    'ReduceSum',
    [rows, nodes.int64s([1])],
    named(output, `${name}/sums`, [inputs!, 1, outputs! * kh! * kw!]),
  );
  const blocked = nodes.reshape(sums, [inputs!, outputs!, kh!, kw!], `${name}/blocked`);
  const turned = named(output, `${name}/turned`, [inputs!, outputs!, kh!, kw!]);
  nodes.inOrder(blocked, turned);
  nodes.node('Transpose', [turned], output, { perm: { ints: [1, 0, 2, 3] } });
  return true;
}

/** The results of every picture apart may have so many times the elements of its maps. */
const LARGEST_SHARE = 5;

function isFaster({ x, dy, kernel }: KernelGradient, block: number): boolean {
  const [, inputs, ...size] = sizesOf(x);
  const [, outputs, ...places] = sizesOf(dy);
  const taps = product(kernel);
  const maps = inputs! * product(size) + outputs! * product(places);
  return outputs! % block === 0 && taps > 1 && inputs! * outputs! * taps <= LARGEST_SHARE * maps;
}

/** x with all that the kernel saw, and nothing beyond. */
function padded(nodes: BlockedNodes, { x, dy, kernel, pads, strides }: KernelGradient, name: string): Value {
  const size = sizesOf(x).slice(2);
  const places = sizesOf(dy).slice(2);
  const before = [0, 0, pads[0]!, pads[1]!];
  const seen = kernel.map((side, axis) => side + (places[axis]! - 1) * strides[axis]!);
  const after = [0, 0, ...seen.map((side, axis) => side - size[axis]! - pads[axis]!)];
  if ([...before, ...after].every((amount) => amount === 0)) return x;
  const shape = [...sizesOf(x).slice(0, 2), ...seen];
  return nodes.node('Pad', [x, nodes.int64s([...before, ...after])], named(x, name, shape));
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}

function sizesOf({ shape }: Value): number[] {
  return shape.map((dim) => fixed(dim, 'maps of a gradient'));
}

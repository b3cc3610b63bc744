/** Convolutions in the blocked layout. */
import type { GraphNode, Value } from '../graph.ts';
import { int } from '../inference.ts';
import { fixed } from '../tensor-type.ts';
import { type BlockedNodes, named } from './blocked-nodes.ts';
import { blockedWeight } from './weight.ts';

/**
 * @returns whether the node was written in the blocked layout: a convolution whose groups have whole blocks of channels,
 *   with a weight that is no constant.
 */
export function blockedConvolution(nodes: BlockedNodes, node: GraphNode): boolean {
  if (!canBeBlocked(node, nodes.block)) return false;
  const { name, inputs, output, attributes } = node;
  const [x, weight, bias] = inputs;
  const [, , ...kernel] = sizesOf(weight!);
  const blocked = nodes.blockedNode(
    'Conv',
    [nodes.reordered(x!), blockedWeight(nodes, weight!), bias],
    named(output, `${name}/blocked`),
    { ...attributes, kernel_shape: { ints: kernel } },
  );
  nodes.once(output, () => blocked);
  nodes.inOrder(blocked, output);
  return true;
}

function canBeBlocked({ op, domain, inputs, attributes }: GraphNode, block: number): boolean {
  if (op !== 'Conv' || domain !== '') return false;
  const weight = inputs[1]!;
  const [outputs, ofGroup] = sizesOf(weight);
  const fills = (channels: number) => channels % block === 0;
  return fills(outputs! / int(attributes, 'group', 1)) && fills(ofGroup!) && weight.constant === undefined;
}

function sizesOf({ shape }: Value): number[] {
  return shape.map((dim) => fixed(dim, 'a weight'));
}

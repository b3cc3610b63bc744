/**
 * The blocked layout of ONNX Runtime's CPU kernels (its operator domain `com.microsoft.nchwc`): channels in blocks of
 * what a vector register holds, so that neighbouring numbers in memory are neighbouring channels. Convolutions are two
 * to six times as fast there. The runtime takes it by itself where weights are constants; in a training step they are
 * inputs, so that it has to be written into the graph. What is computed does not change.
 */
import type { Graph, GraphNode, Initializer } from '../graph.ts';
import { blockedConvolution } from './convolution.ts';
import { blockedKernelGradient } from './kernel-gradient.ts';
import { BlockedNodes } from './blocked-nodes.ts';

/**
 * @param block channels of a block, as the machine's kernels have them
 * @returns the graph with its convolutions and their kernel gradients in the blocked layout, where channels fill blocks.
 */
export function withBlockedLayout(graph: Graph, block: number): Graph {
  const nodes = new BlockedNodes(block);
  for (const node of graph.nodes) {
    if (!blockedConvolution(nodes, node) && !blockedKernelGradient(nodes, node)) nodes.push(node);
  }
  return withoutUnused({
    ...graph,
    nodes: nodes.all,
    initializers: [...graph.initializers, ...nodes.initializers],
  });
}

/** What nobody takes any more, as a result in order where all take the blocked one. */
function withoutUnused(graph: Graph): Graph {
  const used = new Set(graph.outputs.map(({ name }) => name));
  const isUsed = ({ output }: GraphNode) => used.has(output.name);
  const nodes = graph.nodes.toReversed().filter((node) => {
    if (!isUsed(node)) return false;
    for (const input of node.inputs) if (input !== undefined) used.add(input.name);
    return true;
  });
  const initializers = graph.initializers.filter(({ name }: Initializer) => used.has(name));
  return { ...graph, nodes: nodes.toReversed(), initializers };
}

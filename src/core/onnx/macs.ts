import type { Graph, GraphNode } from './graph.ts';
import { elementCount } from './tensor-type.ts';

/** Multiply-adds of a graph's convolutions and matrix products; what else it does is not counted. */
export function countMacs(graph: Graph, symbols: Readonly<Record<string, number>>): number {
  return graph.nodes.reduce(
    (sum, node) => sum + perOutput(node) * elementCount(node.output.shape, symbols),
    0,
  );
}

/** Multiply-adds of one element of the node's output. Work on constants is done once, when the graph is loaded. */
function perOutput({ op, inputs }: GraphNode): number {
  const [a, b] = inputs;
  switch (op) {
    case 'Conv':
      return elementCount(b!.shape.slice(1), {});
    case 'Gemm':
    case 'MatMul':
      return elementCount(a!.shape.slice(-1), {});
    default:
      return 0;
  }
}

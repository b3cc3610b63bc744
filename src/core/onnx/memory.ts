import type { Graph, Value } from './graph.ts';
import { elementCount } from './tensor-type.ts';

/** Operators whose output is their input's memory under another shape. */
const VIEWS = new Set(['Reshape', 'Identity']);
const BYTES_PER_ELEMENT = { float32: 4, int64: 8, int32: 4, bool: 1 } as const;

/**
 * The most memory that a graph's intermediate values take at once, in bytes, when its nodes run in their order and
 * every value is freed after its last use. Weights are not counted. What a runtime adds (layouts, scratch space) is
 * not known here.
 * @param symbols numbers for the symbolic dimensions, as in `{ batch: 4 }`.
 */
export function peakActivationBytes(graph: Graph, symbols: Readonly<Record<string, number>>): number {
  const memoryOf = new Map<string, string>(graph.nodes.map(({ output }) => [output.name, output.name]));
  const lastUse = new Map<string, number>();
  graph.nodes.forEach((node, at) => {
    const inputs = node.inputs.flatMap((input) => memoryOf.get(input?.name ?? '') ?? []);
    if (VIEWS.has(node.op) && inputs[0] !== undefined) memoryOf.set(node.output.name, inputs[0]);
    for (const memory of [...inputs, memoryOf.get(node.output.name)!]) lastUse.set(memory, at);
  });
  for (const output of graph.outputs) lastUse.set(memoryOf.get(output.name)!, Infinity);

  const freedAfter = Map.groupBy(lastUse.keys(), (name) => lastUse.get(name)!);
  const sizes = new Map(graph.nodes.map(({ output }) => [output.name, byteSize(output, symbols)]));
  let live = 0;
  let peak = 0;
  graph.nodes.forEach(({ output }, at) => {
    if (memoryOf.get(output.name) === output.name) live += sizes.get(output.name)!;
    peak = Math.max(peak, live);
    for (const name of freedAfter.get(at) ?? []) live -= sizes.get(name)!;
  });
  return peak;
}

function byteSize({ shape, elementType }: Value, symbols: Readonly<Record<string, number>>): number {
  return elementCount(shape, symbols) * BYTES_PER_ELEMENT[elementType];
}

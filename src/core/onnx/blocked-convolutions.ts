/**
 * Convolutions in the blocked layout of ONNX Runtime's CPU kernels (its operator domain `com.microsoft.nchwc`): channels
 * in blocks of what a vector register holds, so that neighbouring numbers in memory are neighbouring channels. They are
 * two to six times as fast there. The runtime does the same itself where weights are constants; in a training step they
 * are inputs, so that it has to be written into the graph. What is computed does not change.
 */
import type { Attributes, Graph, GraphNode, Initializer, Value } from './graph.ts';
import { int } from './inference.ts';
import { fixed } from './tensor-type.ts';

const DOMAIN = 'com.microsoft.nchwc';

/**
 * @param block channels of a block, as the machine's kernels have them
 * @returns the graph with every convolution in the blocked layout that has whole blocks of channels, one group, and a
 *   weight that is no constant.
 */
export function withBlockedConvolutions(graph: Graph, block: number): Graph {
  return new Rewriting(block).rewrite(graph);
}

class Rewriting {
  readonly #block: number;
  readonly #nodes: GraphNode[] = [];
  readonly #initializers = new Map<string, Initializer>();
  /** By the name of the value whose blocked form each is. */
  readonly #blocked = new Map<string, Value>();

  constructor(block: number) {
    this.#block = block;
  }

  rewrite(graph: Graph): Graph {
    for (const node of graph.nodes) {
      if (this.#canBeBlocked(node)) this.#convolution(node);
      else this.#nodes.push(node);
    }
    return {
      ...graph,
      nodes: withoutUnused(this.#nodes),
      initializers: [...graph.initializers, ...this.#initializers.values()],
    };
  }

  #canBeBlocked({ op, domain, inputs, attributes }: GraphNode): boolean {
    if (op !== 'Conv' || domain !== '' || int(attributes, 'group', 1) !== 1) return false;
    const weight = inputs[1]!;
    const isWhole = [0, 1].every((axis) => fixed(weight.shape[axis], 'channels') % this.#block === 0);
    return isWhole && weight.constant === undefined;
  }

  #convolution({ name, inputs, output, attributes }: GraphNode): void {
    const [x, weight, bias] = inputs;
    const [channels, , ...kernel] = weight!.shape.map((dim) => fixed(dim, 'a weight'));
    const blocked = this.#add(
      'Conv',
      [this.#input(x!), this.#weight(weight!), bias],
      { ...output, name: `${name}/blocked` },
      { ...attributes, kernel_shape: { ints: kernel } },
    );
    this.#blocked.set(output.name, blocked);
    this.#add('ReorderOutput', [blocked], output, { channels: { int: channels! } });
  }

  /** A convolution's argument, reordered once for all that use it, and not at all where a convolution gave it. */
  #input(x: Value): Value {
    return this.#once(x, () =>
      this.#add('ReorderInput', [x], { ...withoutData(x), name: `${x.name}/blocked` }, {}),
    );
  }

  /** From [outputs, inputs, height, width] to blocks of both kinds of channels: the order is what counts, not the shape. */
  #weight(weight: Value): Value {
    return this.#once(weight, () => {
      const block = this.#block;
      const shape = weight.shape.map((dim) => fixed(dim, 'a weight'));
      const [outputs, inputs, ...kernel] = shape;
      const split = [outputs! / block, block, inputs! / block, block, ...kernel];
      const perm = [0, 2, 4, 5, 3, 1];
      const parts = this.#reshaped(weight, split, `${weight.name}/parts`);
      const moved = { ...parts, name: `${weight.name}/moved`, shape: perm.map((axis) => split[axis]!) };
      this.#nodes.push({
        ...{ op: 'Transpose', domain: '', name: moved.name, inputs: [parts], output: moved },
        attributes: { perm: { ints: perm } },
      });
      return this.#reshaped(moved, shape, `${weight.name}/blocked`);
    });
  }

  #reshaped(value: Value, shape: readonly number[], name: string): Value {
    const output = { ...withoutData(value), name, shape };
    const target = this.#int64s(shape);
    this.#nodes.push({ op: 'Reshape', domain: '', name, inputs: [value, target], output, attributes: {} });
    return output;
  }

  #int64s(values: readonly number[]): Initializer {
    const name = `blocked/${values.join(',')}`;
    const known = this.#initializers.get(name);
    const constant = BigInt64Array.from(values, BigInt);
    const made = known ?? { name, elementType: 'int64', shape: [values.length], constant };
    this.#initializers.set(name, made);
    return made;
  }

  #once(value: Value, make: () => Value): Value {
    const blocked = this.#blocked.get(value.name) ?? make();
    this.#blocked.set(value.name, blocked);
    return blocked;
  }

  #add(op: string, inputs: GraphNode['inputs'], output: Value, attributes: Attributes): Value {
    this.#nodes.push({ op, domain: DOMAIN, name: `${output.name}/${op}`, inputs, output, attributes });
    return output;
  }
}

function withoutData({ name, elementType, shape }: Value): Value {
  return { name, elementType, shape };
}

/** Where every user of a convolution takes its blocked result, nobody needs it in order again. */
function withoutUnused(nodes: readonly GraphNode[]): readonly GraphNode[] {
  const used = new Set(nodes.flatMap(({ inputs }) => inputs.map((input) => input?.name)));
  return nodes.filter(({ op, output }) => op !== 'ReorderOutput' || used.has(output.name));
}

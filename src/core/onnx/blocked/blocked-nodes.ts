import type { Attributes, GraphNode, Initializer, Value } from '../graph.ts';

const DOMAIN = 'com.microsoft.nchwc';

/** The nodes of a graph that is rewritten, and which of its values have a blocked form already. */
export class BlockedNodes {
  /** Channels of a block. */
  readonly block: number;
  readonly #nodes: GraphNode[] = [];
  /** By the name of its output. */
  readonly #producers = new Map<string, GraphNode>();
  readonly #initializers = new Map<string, Initializer>();
  /** By the name of the value whose blocked form each is. */
  readonly #blocked = new Map<string, Value>();

  constructor(block: number) {
    this.block = block;
  }

  get all(): readonly GraphNode[] {
    return this.#nodes;
  }

  get initializers(): readonly Initializer[] {
    return [...this.#initializers.values()];
  }

  push(node: GraphNode): void {
    this.#nodes.push(node);
    this.#producers.set(node.output.name, node);
  }

  /** The node that gives the value; inputs and constants have none. */
  producerOf(value: Value): GraphNode | undefined {
    return this.#producers.get(value.name);
  }

  /** A blocked form, made once for all that use it. */
  once(value: Value, make: () => Value): Value {
    const blocked = this.#blocked.get(value.name) ?? make();
    this.#blocked.set(value.name, blocked);
    return blocked;
  }

  /** Maps [n, c, h, w] in the blocked layout, and not reordered where a convolution gave them so. */
  reordered(maps: Value): Value {
    return this.once(maps, () =>
      this.blockedNode('ReorderInput', [maps], named(maps, `${maps.name}/blocked`)),
    );
  }

  /** The inverse: what the blocked form of `output` is in order. */
  inOrder(blocked: Value, output: Value): void {
    const channels = { int: Number(output.shape[1]) };
    this.blockedNode('ReorderOutput', [blocked], output, { channels });
  }

  blockedNode(op: string, inputs: GraphNode['inputs'], output: Value, attributes: Attributes = {}): Value {
    return this.#add({ op, domain: DOMAIN, name: `${output.name}/${op}`, inputs, output, attributes });
  }

  node(op: string, inputs: GraphNode['inputs'], output: Value, attributes: Attributes = {}): Value {
    return this.#add({ op, domain: '', name: output.name, inputs, output, attributes });
  }

  transpose(value: Value, perm: readonly number[], name: string): Value {
    const shape = perm.map((axis) => value.shape[axis]!);
    return this.node('Transpose', [value], named(value, name, shape), { perm: { ints: perm } });
  }

  reshape(value: Value, shape: readonly number[], name: string): Value {
    return this.node('Reshape', [value, this.int64s(shape)], named(value, name, shape));
  }

  int64s(values: readonly number[]): Initializer {
    const name = `blocked/${values.join(',')}`;
    const known = this.#initializers.get(name);
    const constant = BigInt64Array.from(values, BigInt);
    const made = known ?? { name, elementType: 'int64', shape: [values.length], constant };
    this.#initializers.set(name, made);
    return made;
  }

  #add(node: GraphNode): Value {
    this.push(node);
    return node.output;
  }
}

/** A value like another one, under another name. */
export function named(
  { elementType, shape }: Value,
  name: string,
  otherShape: Value['shape'] = shape,
): Value {
  return { name, elementType, shape: otherShape };
}

import { TrilemmaError } from '../../shared/errors.ts';
import type { Attributes, Graph, GraphNode, Initializer, TensorData, Value } from './graph.ts';
import { operator, type OperatorName } from './infer-shape.ts';
import { type ElementType, formatShape, formatType, type Shape } from './tensor-type.ts';

/**
 * Builds a graph node by node. Shapes are inferred as nodes are added, so a mistake is reported where it is made,
 * with the node's name: the path of the module that it belongs to, as in `all_modules.3/Conv_0/Conv`.
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #initializers = new Map<string, Initializer>();
  /** Every name, and how many nodes asked for it. */
  readonly #names = new Map<string, number>();
  readonly #path: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Runs `build` with `module` added to the path that names show. */
  scope<T>(module: string, build: () => T): T {
    this.#path.push(module);
    try {
      return build();
    } finally {
      this.#path.pop();
    }
  }

  /** @throws {TrilemmaError} `graph` when the name is taken. */
  input(name: string, elementType: ElementType, shape: Shape): Value {
    const value = { name: this.#claim(name), elementType, shape };
    this.#inputs.push(value);
    return value;
  }

  /**
   * Marks a value as an output under a name of its own; the value's own name stays as it is.
   * @throws {TrilemmaError} `graph` when the name is taken.
   */
  output(name: string, value: Value): void {
    const output = { name: this.#claim(name), elementType: value.elementType, shape: value.shape };
    this.#nodes.push({ op: 'Identity', domain: '', name, inputs: [value], output, attributes: {} });
    this.#outputs.push(output);
  }

  /**
   * A weight, or another constant with a name of its own. The same name gives the same initializer, so that a
   * weight which two places use is stored once.
   * @throws {TrilemmaError} `graph` when the data does not fill the shape, or the name is taken by something else.
   */
  initializer(name: string, elementType: ElementType, shape: readonly number[], data: TensorData): Value {
    const size = shape.reduce((a, b) => a * b, 1);
    if (data.length !== size) {
      throw new TrilemmaError('graph', `${name}: ${data.length} values do not fill ${formatShape(shape)}.`);
    }
    const known = this.#initializers.get(name);
    if (known !== undefined) {
      const [here, there] = [{ elementType, shape }, known].map(formatType);
      if (here === there) return known;
      throw new TrilemmaError('graph', `${name} is ${there} in one place and ${here} in another.`);
    }
    const value = { name: this.#claim(name), elementType, shape, constant: data };
    this.#initializers.set(name, value);
    return value;
  }

  /** The nodes so far, in an order in which they can run. */
  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  scalar(value: number): Value {
    return this.initializer(`float/${value}`, 'float32', [], Float32Array.of(value));
  }

  /** A constant list of int64: axes, bounds, target shapes. */
  int64s(values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.initializer(`int64/${values.join(',')}`, 'int64', [values.length], data);
  }

  /**
   * Applies an operator.
   * @throws {TrilemmaError} `graph`, naming the node, when the inputs do not go together.
   */
  node(op: OperatorName, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): Value {
    const { domain, infer } = operator(op);
    const name = this.#unique([...this.#path, op].join('/'));
    let type;
    try {
      type = infer(inputs, attributes);
    } catch (error) {
      if (!(error instanceof TrilemmaError)) throw error;
      throw new TrilemmaError('graph', `${name}: ${error.message}.`, { cause: error });
    }
    const output = { name, elementType: type.elementType, shape: type.shape };
    this.#nodes.push({ op, domain, name, inputs, output, attributes });
    return output;
  }

  build(): Graph {
    return {
      name: this.#name,
      inputs: this.#inputs,
      outputs: this.#outputs,
      initializers: [...this.#initializers.values()],
      nodes: this.#nodes,
    };
  }

  /** A name that is kept as it is. */
  #claim(name: string): string {
    if (this.#names.has(name)) throw new TrilemmaError('graph', `The graph has ${name} twice.`);
    this.#names.set(name, 1);
    return name;
  }

  #unique(name: string): string {
    let uses = this.#names.get(name);
    if (uses === undefined) return this.#claim(name);
    let unique: string;
    do unique = `${name}_${uses++}`;
    while (this.#names.has(unique));
    this.#names.set(name, uses);
    return this.#claim(unique);
  }
}

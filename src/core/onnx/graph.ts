import type { ElementType, TensorType } from './tensor-type.ts';

export type TensorData = Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** An edge of the graph. Constants carry their data, so that shapes can depend on it. */
export interface Value extends TensorType {
  readonly name: string;
  readonly constant?: TensorData;
}

/** ONNX attribute values; the tag decides the protobuf field. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/** An operator applied: every operator that we use has one output. An absent input is an optional one left out. */
export interface GraphNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly output: Value;
  readonly attributes: Attributes;
}

export interface Initializer extends Value {
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly constant: TensorData;
}

/** A whole network: nodes in an order in which they can run. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly GraphNode[];
}

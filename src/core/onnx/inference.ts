/** Helpers for the rules of shape inference. Their errors say what is wrong; the builder adds where. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { Attributes, Value } from './graph.ts';
import { formatShape, type Shape, type TensorType } from './tensor-type.ts';

export type Inputs = readonly (Value | undefined)[];

/** Type and shape of a node's output. @throws {TrilemmaError} `graph` when the inputs do not go together. */
export type Infer = (inputs: Inputs, attributes: Attributes) => TensorType;

export function required(inputs: Inputs, index: number): Value {
  const value = inputs[index];
  if (value === undefined) throw new TrilemmaError('graph', `input ${index} is missing`);
  return value;
}

export function ints(attributes: Attributes, name: string, otherwise: readonly number[]): readonly number[] {
  const attribute = attributes[name];
  return attribute !== undefined && 'ints' in attribute ? attribute.ints : otherwise;
}

export function int(attributes: Attributes, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'int' in attribute ? attribute.int : otherwise;
}

/** The values of a constant int64 input: axes, target shapes, bounds. */
export function constantInts(inputs: Inputs, index: number): number[] {
  const { constant } = required(inputs, index);
  if (!(constant instanceof BigInt64Array)) {
    throw new TrilemmaError('graph', `input ${index} must be a constant of int64`);
  }
  return Array.from(constant, Number);
}

export function agree(condition: boolean, message: string): asserts condition {
  if (!condition) throw new TrilemmaError('graph', message);
}

/** An axis counted from the front; negative ones count from the end. */
export function axisOf(axis: number, shape: Shape): number {
  const rank = shape.length;
  agree(axis >= -rank && axis < rank, `axis ${axis} is not in ${formatShape(shape)}`);
  return axis < 0 ? axis + rank : axis;
}

/** The length of a dimension that the operator leaves behind, which must not be empty. */
export function positive(size: number, what: string): number {
  agree(size > 0, `${what} would be ${size}`);
  return size;
}

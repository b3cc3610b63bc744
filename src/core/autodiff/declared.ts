/**
 * Gradients that are declared where a value is built, because what is known there makes a better one than the rules
 * of its operators: an adjoint with fast kernels, or that nothing flows back at all.
 */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { type Pullbacks, whole } from './rule.ts';

interface Declaration {
  readonly inputs: readonly Value[];
  /** As a rule: see there for what `dy` may be. */
  readonly pullbacks: (dy: Value) => Pullbacks;
}

const declarations = new WeakMap<Value, Declaration>();

export function declarationOf(value: Value): Declaration | undefined {
  return declarations.get(value);
}

/**
 * Declares how a value's cotangent flows back, past the nodes that compute it.
 * @param pullbacks one for each input, as a rule gives them.
 */
export function withGradient(
  output: Value,
  inputs: readonly Value[],
  pullbacks: (dy: Value) => Pullbacks,
): Value {
  declarations.set(output, { inputs, pullbacks });
  return output;
}

/** A map that is linear in x. @param adjoint its transpose, on cotangents of the output's shape. */
export function linearMap(g: NetworkBuilder, x: Value, output: Value, adjoint: (dy: Value) => Value): Value {
  return withGradient(output, [x], (dy) => [() => adjoint(whole(g, dy, output))]);
}

/** A value whose derivative is zero wherever it has one, as that of a step; or is to count as zero. */
export function locallyConstant(value: Value): Value {
  return withGradient(value, [], () => []);
}

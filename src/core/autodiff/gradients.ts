/**
 * Reverse-mode differentiation of graphs. The gradient is more nodes of the same graph, of operators that have rules
 * themselves, so that gradients can be differentiated again (Griewank and Walther 2008, chapter 3).
 */
import { TrilemmaError } from '../../shared/errors.ts';
import type { GraphNode, Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { declarationOf } from './declared.ts';
import { type Pullbacks, whole } from './rule.ts';
import { ruleOf } from './rules.ts';

/** A value that is differentiated, and what its elements count; each counts 1 where this is left out. */
export interface Differentiated {
  readonly value: Value;
  /** Broadcasts to the value's shape. */
  readonly cotangent?: Value;
}

/**
 * Adds the nodes that compute d (sum over outputs of <cotangent, value>) / d wanted, and no others: only what lies on
 * a way from a wanted value to an output is differentiated.
 * @param wanted inputs, initializers or intermediate values. Dimensions must be numbers where gradients pass.
 * @returns one gradient for each wanted value, in its shape.
 * @throws {TrilemmaError} `graph`, naming the node, for an operator without a rule, and naming the value where
 *   nothing depends on a wanted one.
 */
export function gradients(
  g: NetworkBuilder,
  outputs: readonly Differentiated[],
  wanted: readonly Value[],
): Value[] {
  const nodes = [...g.nodes];
  const active = dependants(nodes, wanted);
  const cotangents = new Map<Value, Value>();
  const pass = (value: Value, cotangent: Value) => {
    const known = cotangents.get(value);
    cotangents.set(value, known === undefined ? cotangent : g.add(known, cotangent));
  };
  for (const { value, cotangent = g.scalar(1) } of outputs) {
    if (active.has(value)) pass(value, cotangent);
  }
  // Every use of a value comes after its node, so its cotangent is complete when the walk arrives there.
  for (const node of nodes.toReversed()) {
    const dy = cotangents.get(node.output);
    if (dy === undefined) continue;
    g.scope(`${node.name}/gradient`, () => {
      const pullbacks = pullbacksOf(g, node, dy);
      for (const [index, input] of flowsFrom(node).entries()) {
        const pullback = pullbacks[index];
        if (input !== undefined && pullback !== undefined && active.has(input)) pass(input, pullback());
      }
    });
  }
  return wanted.map((value) => {
    const cotangent = cotangents.get(value);
    if (cotangent !== undefined) return whole(g, cotangent, value);
    throw new TrilemmaError('graph', `Nothing that is differentiated depends on ${value.name}.`);
  });
}

/** The given values and everything that is computed from any of them. */
function dependants(nodes: readonly GraphNode[], values: readonly Value[]): ReadonlySet<Value> {
  const found = new Set(values);
  for (const node of nodes) {
    if (flowsFrom(node).some((input) => input !== undefined && found.has(input))) found.add(node.output);
  }
  return found;
}

/** The values that a node's cotangent may flow back to. */
function flowsFrom({ inputs, output }: GraphNode): readonly (Value | undefined)[] {
  return declarationOf(output)?.inputs ?? inputs;
}

function pullbacksOf(g: NetworkBuilder, node: GraphNode, dy: Value): Pullbacks {
  const declaration = declarationOf(node.output);
  if (declaration !== undefined) return declaration.pullbacks(dy);
  const rule = ruleOf(node.op);
  if (rule !== undefined) return rule(g, node, dy);
  throw new TrilemmaError('graph', `${node.name}: ${node.op} has no gradient.`);
}

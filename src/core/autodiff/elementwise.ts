/** Rules of operators that work element by element, with broadcasting. */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { locallyConstant } from './declared.ts';
import { float, operand, type Rule, sumTo } from './rule.ts';

export const add: Rule = (g, node, dy) => {
  const to = (index: number) => () => sumTo(g, dy, node.output.shape, operand(node, index).shape);
  return [to(0), to(1)];
};

export const sub: Rule = (g, node, dy) => {
  const to = (index: number) => sumTo(g, dy, node.output.shape, operand(node, index).shape);
  return [() => to(0), () => g.scale(to(1), -1)];
};

export const mul: Rule = (g, node, dy) => {
  const [a, b] = [operand(node, 0), operand(node, 1)];
  if (a === b) return [() => g.mul(g.scale(dy, 2), a)];
  const times = (factor: Value, target: Value) => () =>
    sumTo(g, g.mul(dy, factor), node.output.shape, target.shape);
  return [times(b, a), times(a, b)];
};

/** d(a / b) = (da - y db) / b. */
export const div: Rule = (g, node, dy) => {
  const [a, b] = [operand(node, 0), operand(node, 1)];
  const { output } = node;
  return [
    () => sumTo(g, g.div(dy, b), output.shape, a.shape),
    () => g.div(g.scale(sumTo(g, g.mul(dy, output), output.shape, b.shape), -1), b),
  ];
};

/** A function of single elements. @param derivative its slope, from its argument x and its result y. */
function unary(derivative: (g: NetworkBuilder, x: Value, y: Value) => Value): Rule {
  return (g, node, dy) => [() => g.mul(dy, derivative(g, operand(node, 0), node.output))];
}

export const sin = unary((g, x) => g.node('Cos', [x]));
export const cos = unary((g, x) => g.scale(g.node('Sin', [x]), -1));
export const sigmoid = unary((g, _, y) => g.sub(y, g.mul(y, y)));
export const tanh = unary((g, _, y) => g.sub(g.scalar(1), g.mul(y, y)));
export const exp = unary((_g, _x, y) => y);

/** The logistic function, as exp(x - y): ONNX Runtime's own ends at 1.5e-8, where a loss that is nearly won lies below. */
export const softplus = unary((g, x, y) => g.node('Exp', [g.sub(x, y)]));

export const sqrt: Rule = (g, node, dy) => [() => g.scale(g.div(dy, node.output), 0.5)];

/** y = x s with s = sigmoid(alpha x), so dy/dx = s + alpha x s (1 - s) = s + alpha s (x - y). */
export const quickGelu: Rule = (g, node, dy) => {
  const x = operand(node, 0);
  const alpha = float(node.attributes, 'alpha', 1.702);
  return [
    () => {
      const s = g.sigmoid(g.scale(x, alpha));
      const bend = g.mul(s, g.scale(g.sub(x, node.output), alpha));
      return g.mul(dy, g.add(s, bend));
    },
  ];
};

/** Takes every number but the smallest across the corner of a step. */
const STEEP = 1e30;

/** The slope is 1 above zero and alpha elsewhere: a steep line, clipped at these. */
export const leakyRelu: Rule = (g, node, dy) => [
  () => {
    const steep = g.scale(operand(node, 0), STEEP);
    return g.mul(dy, locallyConstant(g.clip(steep, float(node.attributes, 'alpha', 0.01), 1)));
  },
];

/** Along the last axis. */
export const softmax: Rule = (g, node, dy) => [
  () => g.mul(node.output, g.sub(dy, g.sum(g.mul(dy, node.output), [-1]))),
];

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret, type Tensor } from '../autodiff/testing/interpreter.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { AMOUNT, fadedWeights } from './cross-fade.ts';
import { zeros } from './initialisers.ts';
import type { Parameter, Weights } from './parameters.ts';

const numbers = fc.float({ min: -100, max: 100, noNaN: true });
const pair = fc.array(fc.tuple(numbers, numbers), { minLength: 1, maxLength: 8 });

/** The weight between two, as the graph computes it. */
function between(a: readonly number[], b: readonly number[], amount: number): readonly number[] {
  const g = new NetworkBuilder('fade');
  const constants =
    (prefix: string, values: readonly number[]): Weights =>
    ({ name, shape }) =>
      g.initializer(prefix + name, 'float32', shape, Float32Array.from(values));
  const weights = fadedWeights(g, constants('from/', a), constants('to/', b));
  const bias: Parameter = { name: 'bias', shape: [a.length], initialiser: zeros };
  const weight = weights(bias);
  expect(weights(bias)).toBe(weight);
  const feeds = new Map<string, Tensor>([[AMOUNT, { shape: [1], data: Float64Array.of(amount) }]]);
  return [...interpret(g.nodes, feeds, [weight])[0]!.data];
}

describe('weights between two models', () => {
  it("are one model's own at the ends, exactly", () => {
    fc.assert(
      fc.property(pair, (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        expect(between(a, b, 0).every((weight, i) => weight === a[i])).toBe(true);
        expect(between(a, b, 1).every((weight, i) => weight === b[i])).toBe(true);
      }),
    );
  });

  it('go there in a straight line', () => {
    fc.assert(
      fc.property(pair, fc.double({ min: 0, max: 1, noNaN: true }), (pairs, amount) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        between(a, b, amount).forEach((weight, i) => {
          expect(weight).toBeCloseTo(a[i]! + amount * (b[i]! - a[i]!), 9);
        });
      }),
    );
  });
});

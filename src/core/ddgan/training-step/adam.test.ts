import { describe, expect, it } from 'vitest';
import { interpret, type Tensor } from '../../autodiff/testing/interpreter.ts';
import { NetworkBuilder } from '../../onnx/network-builder.ts';
import { adam, adamStep, PAPER_ADAM, towards } from './adam.ts';

const tensor = (...values: number[]): Tensor => ({
  shape: [values.length],
  data: Float64Array.from(values),
});
const scalar = (value: number): Tensor => ({ shape: [], data: Float64Array.of(value) });

describe('adam', () => {
  it('is algorithm 1 of the paper, bias corrections included', () => {
    const [beta1, beta2] = PAPER_ADAM.betas;
    const gradients = [
      [0.3, -2],
      [0, 5],
      [-1e-9, 1e4],
      [1e-3, 0],
    ];
    const RATE = 2e-4;
    let [parameter, m, v] = [tensor(1, -1), tensor(0, 0), tensor(0, 0)];
    const expected = [0, 1].map((i) => ({ parameter: parameter.data[i]!, m: 0, v: 0 }));
    for (const [done, values] of gradients.entries()) {
      const step = done + 1;
      const g = new NetworkBuilder('adam');
      const input = (name: string, shape: number[]) => g.input(name, 'float32', shape);
      const state = { parameter: input('parameter', [2]), m: input('m', [2]), v: input('v', [2]) };
      const coefficients = { rate: input('rate', []), epsilon: input('epsilon', []) };
      const next = adam(g, PAPER_ADAM, state, input('gradient', [2]), coefficients);
      const { rate, epsilon } = adamStep(PAPER_ADAM, step, RATE);
      const feeds = new Map(
        Object.entries({
          parameter,
          m,
          v,
          gradient: tensor(...values),
          rate: scalar(rate),
          epsilon: scalar(epsilon),
        }),
      );
      [parameter, m, v] = interpret(g.nodes, feeds, [next.parameter, next.m, next.v]) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      for (const [i, of] of expected.entries()) {
        of.m = beta1 * of.m + (1 - beta1) * values[i]!;
        of.v = beta2 * of.v + (1 - beta2) * values[i]! ** 2;
        const corrected = of.m / (1 - beta1 ** step);
        of.parameter -= (RATE * corrected) / (Math.sqrt(of.v / (1 - beta2 ** step)) + PAPER_ADAM.epsilon);
        // Constants of the graph are float32.
        expect(parameter.data[i]).toBeCloseTo(of.parameter, 9);
      }
    }
  });
});

describe('towards', () => {
  it('goes a share of the way', () => {
    const g = new NetworkBuilder('towards');
    const [from, to] = [g.input('from', 'float32', [2]), g.input('to', 'float32', [2])];
    const feeds = new Map([
      ['from', tensor(1, 2)],
      ['to', tensor(3, 0)],
    ]);
    const [result] = interpret(g.nodes, feeds, [from]);
    expect(result!.data).toEqual(Float64Array.of(1, 2));
    const half = towards(g, from, to, g.scalar(0.5));
    expect(interpret(g.nodes, feeds, [half])[0]!.data).toEqual(Float64Array.of(2, 1));
  });
});

import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { openFixture } from '../../../test/support/reference.ts';
import { type Feed, runGraph } from '../../../test/support/run-graph.ts';
import { gradients } from '../autodiff/gradients.ts';
import type { Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { haarDetails, inverseHaar } from './haar.ts';

const SHAPE = [2, 3, 8, 8];

function drawn(name: string, shape: readonly number[]) {
  const size = shape.reduce((a, b) => a * b, 1);
  return { data: randomStream(parseSeed('5'), name).normals(size), shape };
}

async function run(
  feeds: Readonly<Record<string, Feed>>,
  build: (g: NetworkBuilder, inputs: Record<string, Value>) => Value,
) {
  const g = new NetworkBuilder('haar');
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, { shape }]) => [name, g.input(name, 'float32', shape)]),
  );
  g.output('result', build(g, inputs));
  return (await runGraph(g.build(), feeds)).result!;
}

describe('Haar transform', () => {
  const x = drawn('x', SHAPE);

  it('gives the reference its coefficients, and the picture back', async () => {
    const file = openFixture('reference/wavediff/wavediff-transform.safetensors');
    const { shape } = file.tensors.get('input.picture')!;
    const picture = { data: file.float32('input.picture'), shape };
    const coefficients = await run({ picture }, (g, { picture }) =>
      g.concat([g.averagePool(picture!), g.scale(haarDetails(g, picture!), 0.5)], 1),
    );
    expectAllClose(coefficients.data, file.float32('expected.coefficients.width_first'), { absolute: 1e-6 });
    const back = await run({ coefficients }, (g, { coefficients }) =>
      inverseHaar(g, g.slice(coefficients!, 1, 0, 3), g.scale(g.slice(coefficients!, 1, 3, 12), 2)),
    );
    expectAllClose(back.data, picture.data, { absolute: 1e-6 });
  });

  it('is inverted by the inverse', async () => {
    const y = await run({ x }, (g, { x }) => inverseHaar(g, g.averagePool(x!), haarDetails(g, x!)));
    expect(y.shape).toEqual(SHAPE);
    expectAllClose(y.data, x.data, { absolute: 1e-6 });
  });

  it.each([
    ['details', (g: NetworkBuilder, x: Value) => haarDetails(g, x), [2, 9, 4, 4]],
    [
      'the inverse',
      (g: NetworkBuilder, x: Value) => inverseHaar(g, g.slice(x, 1, 0, 3), g.slice(x, 1, 3, 12)),
      [2, 3, 16, 16],
    ],
  ] as const)('of %s, the gradient is the adjoint: <A x, y> = <x, A* y>', async (_, map, shape) => {
    const input = drawn('in', [2, shape[1] === 9 ? 3 : 12, 8, 8]);
    const y = drawn('out', shape);
    const forward = await run({ input }, (g, { input }) => map(g, input!));
    expect(forward.shape).toEqual(shape);
    const adjoint = await run({ input, y }, (g, { input, y }) => {
      const [gradient] = gradients(g, [{ value: map(g, input!), cotangent: y! }], [input!]);
      return gradient!;
    });
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const expected = dot(forward.data, y.data);
    expect(Math.abs(dot(input.data, adjoint.data) - expected)).toBeLessThan(
      1e-4 * Math.max(1, Math.abs(expected)),
    );
  });
});

/** Every form of the kernel's gradient, in ONNX Runtime and at the sizes that choose it, against plain sums. */
import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { runGraph } from '../../../test/support/run-graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { gradients } from './gradients.ts';

interface Example {
  readonly side: number;
  readonly kernel: number;
  readonly stride: number;
  readonly groups: number;
  /** Operators that tell the form. */
  readonly form: string;
}

const EXAMPLES: readonly Example[] = [
  { side: 1, kernel: 3, stride: 1, groups: 1, form: 'Transpose Pad Concat Gemm' },
  { side: 4, kernel: 3, stride: 1, groups: 1, form: 'Transpose Pad Concat Gemm' },
  { side: 16, kernel: 1, stride: 1, groups: 1, form: 'Transpose Gemm' },
  { side: 17, kernel: 3, stride: 1, groups: 1, form: 'Pad Concat Transpose MatMul ReduceSum' },
  { side: 33, kernel: 1, stride: 1, groups: 1, form: 'Transpose MatMul ReduceSum' },
  { side: 65, kernel: 3, stride: 1, groups: 1, form: 'Slice Pad Concat Gemm Transpose' },
  { side: 67, kernel: 3, stride: 2, groups: 1, form: 'Pad Slice Concat Transpose MatMul ReduceSum' },
  { side: 8, kernel: 5, stride: 3, groups: 1, form: 'Transpose Pad Slice Concat Gemm' },
  { side: 5, kernel: 3, stride: 1, groups: 2, form: 'Slice Transpose Pad Concat Gemm' },
];
const [BATCH, INPUTS, OUTPUTS] = [3, 4, 4];
const TELLING = new Set(['Concat', 'Conv', 'Gemm', 'MatMul', 'Pad', 'ReduceSum', 'Slice', 'Transpose']);

const draw = (name: string, size: number) => randomStream(parseSeed('9'), name).normals(size);

describe.each(EXAMPLES)('of $side x $side, kernel $kernel, stride $stride, $groups groups', (example) => {
  const { side, kernel, stride, groups, form } = example;
  const padding = (kernel - 1) / 2;

  it('is the sum over pictures and places', async () => {
    const g = new NetworkBuilder('kernel');
    const shape = [BATCH, INPUTS, side, side];
    const x = g.input('x', 'float32', shape);
    const weight = g.input('weight', 'float32', [OUTPUTS, INPUTS / groups, kernel, kernel]);
    const y = g.conv(x, weight, undefined, { padding, stride, groups });
    const [places] = y.shape.slice(2).map(Number);
    const cotangent = g.input('dy', 'float32', y.shape);
    const [gradient] = gradients(g, [{ value: y, cotangent }], [weight]);
    expect(gradient!.shape).toEqual(weight.shape);
    g.output('gradient', gradient!);
    const [, ...backward] = g.nodes.map(({ op }) => op).filter((op) => TELLING.has(op));
    expect([...new Set(backward)].join(' ')).toBe(form);

    const data = { x: draw('x', BATCH * INPUTS * side ** 2), dy: draw('dy', BATCH * OUTPUTS * places! ** 2) };
    const read = (n: number, c: number, row: number, column: number) =>
      row < 0 || column < 0 || row >= side || column >= side
        ? 0
        : data.x[((n * INPUTS + c) * side + row) * side + column]!;
    const expected: number[] = [];
    for (let out = 0; out < OUTPUTS; out++) {
      const first = Math.floor(out / (OUTPUTS / groups)) * (INPUTS / groups);
      for (let c = first; c < first + INPUTS / groups; c++) {
        for (let tap = 0; tap < kernel ** 2; tap++) {
          let sum = 0;
          for (let at = 0; at < BATCH * places! ** 2; at++) {
            const [n, row, column] = [
              Math.floor(at / places! ** 2),
              Math.floor(at / places!) % places!,
              at % places!,
            ];
            sum +=
              data.dy[((n * OUTPUTS + out) * places! + row) * places! + column]! *
              read(
                n,
                c,
                row * stride + Math.floor(tap / kernel) - padding,
                column * stride + (tap % kernel) - padding,
              );
          }
          expected.push(sum);
        }
      }
    }
    const result = await runGraph(g.build(), {
      x: { data: data.x, shape },
      weight: { data: new Float32Array(expected.length), shape: weight.shape.map(Number) },
      dy: { data: data.dy, shape: y.shape.map(Number) },
    });
    // Sums of up to 12,675 terms in float32.
    expectAllClose(result.gradient!.data, expected, { absolute: 5e-4, relative: 1e-5 });
  });
});

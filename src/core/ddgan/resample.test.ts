import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { runGraph } from '../../../test/support/run-graph.ts';
import type { Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { firDown, firPyramid, firUp } from './resample.ts';

/** One channel as rows of numbers. */
type Plane = readonly (readonly number[])[];

const KERNEL: Plane = [1, 3, 3, 1].map((row) => [1, 3, 3, 1].map((column) => (row * column) / 64));
const BATCH = 2;
const HEIGHT = 6;
const WIDTH = 4;

function draw(name: string, size: number): Float32Array {
  return randomStream(parseSeed('3'), name).normals(size);
}

function planes(data: Float32Array, height: number, width: number): Plane[] {
  return Array.from({ length: data.length / (height * width) }, (_, i) =>
    Array.from({ length: height }, (_, row) => {
      const start = (i * height + row) * width;
      return Array.from(data.slice(start, start + width));
    }),
  );
}

/** Correlation where everything outside the plane is zero; `before` is the padding above and to the left. */
function correlate(
  plane: Plane,
  kernel: Plane,
  { before, after, stride = 1 }: { before: number; after: number; stride?: number },
): Plane {
  const size = (length: number) => Math.floor((length + before + after - kernel.length) / stride) + 1;
  return Array.from({ length: size(plane.length) }, (_, row) =>
    Array.from({ length: size(plane[0]!.length) }, (_, column) =>
      kernel.reduce(
        (sum, taps, dy) =>
          sum +
          taps.reduce((s, tap, dx) => {
            const value = plane[row * stride + dy - before]?.[column * stride + dx - before] ?? 0;
            return s + tap * value;
          }, 0),
        0,
      ),
    ),
  );
}

const scaled = (plane: Plane, factor: number) => plane.map((row) => row.map((value) => factor * value));
const added = (a: Plane, b: Plane) => a.map((row, y) => row.map((value, x) => value + b[y]![x]!));

/** Zeros between the pixels: every pixel is the first of two by two. */
function spread(plane: Plane): Plane {
  return plane.flatMap((row) => {
    const wide = row.flatMap((value) => [value, 0]);
    return [wide, wide.map(() => 0)];
  });
}

async function run(channels: number, build: (g: NetworkBuilder, x: Value) => Value) {
  const g = new NetworkBuilder('resample');
  g.output('y', build(g, g.input('x', 'float32', ['batch', channels, HEIGHT, WIDTH])));
  const data = draw('x', BATCH * channels * HEIGHT * WIDTH);
  const { y } = await runGraph(g.build(), { x: { data, shape: [BATCH, channels, HEIGHT, WIDTH] } });
  return { x: planes(data, HEIGHT, WIDTH), y: y! };
}

describe.each([1, 3, 16])('with %d channels', (channels) => {
  it('firUp inserts zeros, pads (2, 1) and correlates with four times the kernel', async () => {
    const { x, y } = await run(channels, firUp);
    const expected = x.map((plane) => correlate(spread(plane), scaled(KERNEL, 4), { before: 2, after: 1 }));
    expect(y.shape).toEqual([BATCH, channels, 2 * HEIGHT, 2 * WIDTH]);
    expectAllClose(y.data, expected.flat(2), { absolute: 1e-6 });
  });

  it('firDown pads (1, 1), correlates and takes every second', async () => {
    const { x, y } = await run(channels, firDown);
    const expected = x.map((plane) => correlate(plane, KERNEL, { before: 1, after: 1, stride: 2 }));
    expect(y.shape).toEqual([BATCH, channels, HEIGHT / 2, WIDTH / 2]);
    expectAllClose(y.data, expected.flat(2), { absolute: 1e-6 });
  });

  it('firPyramid pads (2, 2), blurs, and convolves with stride 2', async () => {
    const OUT = 5;
    const [weight, bias] = [draw('weight', OUT * channels * 9), draw('bias', OUT)];
    const { x, y } = await run(channels, (g, value) =>
      firPyramid(
        g,
        value,
        g.initializer('weight', 'float32', [OUT, channels, 3, 3], weight),
        g.initializer('bias', 'float32', [OUT], bias),
      ),
    );
    const blurred = x.map((plane) => correlate(plane, KERNEL, { before: 2, after: 2 }));
    const kernels = planes(weight, 3, 3);
    const expected = Array.from({ length: BATCH * OUT }, (_, i) => {
      const [n, out] = [Math.floor(i / OUT), i % OUT];
      const parts = Array.from({ length: channels }, (_, c) =>
        correlate(blurred[n * channels + c]!, kernels[out * channels + c]!, {
          before: 0,
          after: 0,
          stride: 2,
        }),
      );
      return parts.reduce(added).map((row) => row.map((value) => value + bias[out]!));
    });
    expect(y.shape).toEqual([BATCH, OUT, HEIGHT / 2, WIDTH / 2]);
    expectAllClose(y.data, expected.flat(2), { absolute: 1e-5 });
  });
});

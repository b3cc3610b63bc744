/**
 * Steps of networks of 32 channels and more, as the engine loads them, against those of `test/fixtures/training/make_wide.py`,
 * which says how both come to the same numbers and what is kept of the gradients.
 */
import { describe, expect, it } from 'vitest';
import { expectAllClose } from '../../../test/support/allclose.ts';
import { openFixture } from '../../../test/support/reference.ts';
import { adamStep, PAPER_ADAM } from '../../core/ddgan/training-step/adam.ts';
import { stepNames } from '../../core/ddgan/training-step/names.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  type TrainingConfig,
} from '../../core/ddgan/training-step/training-step.ts';
import { withBlockedLayout } from '../../core/onnx/blocked/blocked-layout.ts';
import type { Graph } from '../../core/onnx/graph.ts';
import type { TensorMessage } from '../protocol.ts';
import { float32, int64 } from '../runtime/runtime.ts';
import { loadStep } from '../runtime/step-session.ts';

const PIXELS: TrainingConfig = {
  generator: {
    ...{ imageSize: 16, numChannels: 3, nf: 32, chMult: [1, 2], numResBlocks: 1, attnResolutions: [8] },
    ...{ nz: 8, zEmbDim: 16, nMlp: 1 },
  },
  discriminator: { variant: 'small', imageSize: 16, numChannels: 3, ngf: 16, tEmbDim: 16 },
  steps: 2,
  batch: 4,
};
const WAVELET: TrainingConfig = {
  ...PIXELS,
  generator: {
    ...PIXELS.generator,
    imageSize: 32,
    wavelet: { levels: 'haar', bandOrder: 'width_first', patchSize: 1 },
  },
  discriminator: { ...PIXELS.discriminator, numChannels: 12, numLayers: 3 },
  reconstructionWeight: 1,
};

const DIRECTIONS = 4;

/** Uniform in [-1, 1). */
function numbers(name: string, size: number): Float32Array<ArrayBuffer> {
  const mixed = (hash: number) => Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  const salt = Buffer.from(name).reduce((hash, letter) => Math.imul(hash, 31) + letter, 0);
  return Float32Array.from({ length: size }, (_, i) => {
    const hash = mixed(mixed(Math.imul(i, 2654435761) + salt));
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

function weights(name: string, shape: readonly number[], size: number): Float32Array<ArrayBuffer> {
  const values = numbers(name, size);
  if (shape.length > 1) return values.map((value) => value * Math.sqrt((3 * shape[0]!) / size));
  const isOne = (i: number) => (name.endsWith('style.bias') ? i < size / 2 : name.endsWith('weight'));
  return values.map((value, i) => 0.3 * value + (isOne(i) ? 1 : 0));
}

function inputOf(name: string, shape: readonly number[]): TensorMessage {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name === 't') return int64([0, 1, 0, 1]);
  if (name === 'x_0') return float32(numbers(name, size), ...shape);
  if (name === 'rate' || name === 'epsilon') {
    return float32(Float32Array.of(adamStep(PAPER_ADAM, 1, 1e-4)[name]));
  }
  if (/^[mv]\./.test(name)) return float32(new Float32Array(size), ...shape);
  if (/^[GD]\./.test(name)) return float32(weights(name, shape, size), ...shape);
  return float32(
    numbers(name, size).map((value) => Math.sqrt(3) * value),
    ...shape,
  );
}

async function outputsOf(graph: Graph): Promise<Readonly<Record<string, Float32Array>>> {
  await using session = await loadStep(graph, 'cpu');
  const inputs = graph.inputs.map(({ name, shape }) => [name, inputOf(name, shape.map(Number))] as const);
  const outputs = await session.run(Object.fromEntries(inputs));
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

/** Length of a gradient, and its products with tensors of its shape. */
function products(name: string, gradient: Float32Array): readonly number[] {
  const dot = (other: ArrayLike<number>) => gradient.reduce((sum, value, i) => sum + value * other[i]!, 0);
  const directions = Array.from({ length: DIRECTIONS }, (_, i) => numbers(`${name}/${i}`, gradient.length));
  return [Math.sqrt(dot(gradient)), ...directions.map(dot)];
}

describe.each([
  ['pixels', PIXELS],
  ['wavelet', WAVELET],
] as const)('a step of wide networks, %s', (name, config) => {
  const fixture = openFixture(`training/wide-${name}.safetensors`);

  it.each([
    [
      'D',
      discriminatorStepGraph(config, { r1Gamma: 0.5, withGradients: true }),
      'd.losses',
      ['loss_real', 'loss_fake', 'r1'],
    ],
    ['G', generatorStepGraph(config, { withGradients: true }), 'g.loss', ['loss']],
  ] as const)('has the losses and gradients of %s', async (letter, graph, losses, outputs) => {
    const blocked = withBlockedLayout(graph, 16).nodes.filter(
      ({ domain, op }) => domain !== '' && op === 'Conv',
    );
    expect(blocked.length).toBeGreaterThan(20);
    const actual = await outputsOf(graph);
    expectAllClose(
      outputs.map((output) => actual[output]![0]!),
      fixture.float32(losses),
      { relative: 1e-5 },
    );

    const expected = fixture.float32(`${letter.toLowerCase()}.gradients`);
    const names = graph.inputs.map((input) => input.name).filter((input) => input.startsWith(`${letter}.`));
    expect(names).toHaveLength(expected.length / (1 + DIRECTIONS));
    const lengths = names.map((_, i) => expected[(1 + DIRECTIONS) * i]!);
    const rounding = 1e-6 * Math.max(...lengths);
    for (const [i, parameter] of names.toSorted().entries()) {
      const found = products(parameter, actual[stepNames.gradient(parameter)]!);
      const wanted = expected.subarray((1 + DIRECTIONS) * i, (1 + DIRECTIONS) * (i + 1));
      expectAllClose(found, wanted, { absolute: 1e-4 * wanted[0]! + rounding });
    }
  });
});

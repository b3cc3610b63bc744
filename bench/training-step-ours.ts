/**
 * Our training steps for `bench/training-step.ts`: builds and loads the three graphs, says so, then runs the step that
 * each line of its input names (`d`, `r1` or `g`) and answers with a line of JSON.
 *
 *     node bench/training-step-ours.ts FILE.json BATCH [--wavelet] [--augmented]
 */
import { resourceUsage } from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { drawAugmentation } from '../src/core/ddgan/augmentation-draws.ts';
import { adamStep, PAPER_ADAM } from '../src/core/ddgan/training-step/adam.ts';
import { discriminatorStepGraph, generatorStepGraph } from '../src/core/ddgan/training-step/training-step.ts';
import type { Graph } from '../src/core/onnx/graph.ts';
import { parseSeed } from '../src/core/random/seed.ts';
import { randomStream } from '../src/core/random/stream.ts';
import type { TensorMessage } from '../src/engine/protocol.ts';
import { float32, int64 } from '../src/engine/runtime/runtime.ts';
import { loadStep } from '../src/engine/runtime/step-session.ts';
import { HostTensors } from '../src/engine/training/host-tensors.ts';
import { readTrainingConfig } from './training-config.ts';

const RATE = 1e-4;
/** Probability of augmentations. */
const OFTEN = 0.6;

const { values, positionals } = parseArgs({
  options: { wavelet: { type: 'boolean', default: false }, augmented: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [configFile, batch] = positionals;
const { training: config, r1Gamma } = readTrainingConfig(configFile!, {
  batch: Number(batch),
  inWavelets: values.wavelet,
  augmented: values.augmented,
});

const seed = parseSeed('1');
const draw = (name: string, size: number) => randomStream(seed, name.replace(/[^\w.-]/g, '_')).normals(size);

const DRAWS = /^(?:x_0|t|z|noise_\w+|augment_\w+|rate|epsilon)$/;

function initial(name: string, shape: readonly number[]): TensorMessage {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name === 't') return int64(Array.from({ length: size }, (_, i) => i % config.steps));
  if (name === 'rate' || name === 'epsilon') {
    return float32(Float32Array.of(adamStep(PAPER_ADAM, 1, RATE)[name]));
  }
  if (name.startsWith('augment_')) {
    const stream = randomStream(seed, name);
    return float32(drawAugmentation(stream, config.batch, config.discriminator.imageSize, OFTEN), ...shape);
  }
  if (/^[mv]\./.test(name)) return float32(new Float32Array(size), ...shape);
  const spread = DRAWS.test(name) ? 1 : shape.length > 1 ? Math.sqrt(shape[0]! / size) : 0.1;
  return float32(
    draw(name, size).map((value) => value * spread),
    ...shape,
  );
}

const start = performance.now();
const graphs = {
  d: discriminatorStepGraph(config),
  r1: discriminatorStepGraph(config, { r1Gamma }),
  g: generatorStepGraph(config),
};
const load = (graph: Graph) => loadStep(graph, 'cpu', { inBackground: true });
const steps = { d: await load(graphs.d), r1: await load(graphs.r1), g: await load(graphs.g) };
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ loadSeconds: (performance.now() - start) / 1000 });

const tensors: Record<string, TensorMessage> = {};
for (const { inputs } of Object.values(graphs)) {
  for (const { name, shape } of inputs) tensors[name] ??= initial(name, shape.map(Number));
}

const draws = Object.fromEntries(Object.entries(tensors).filter(([name]) => DRAWS.test(name)));
const state = new HostTensors(tensors);

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  const before = performance.now();
  const cpu = process.cpuUsage();
  await state.step(steps[line as keyof typeof steps], draws);
  const { user, system } = process.cpuUsage(cpu);
  say({
    seconds: (performance.now() - before) / 1000,
    coreSeconds: (user + system) / 1e6,
    peakBytes: resourceUsage().maxRSS * 1024,
  });
}
process.exit();

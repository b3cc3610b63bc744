/**
 * Our training steps for `bench/training-step.ts`: builds and loads the three graphs, says so, then runs the step that
 * each line of its input names (`d`, `r1` or `g`) and answers with a line of JSON.
 */
import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';
import { createInterface } from 'node:readline';
import { adamStep, PAPER_ADAM } from '../src/core/ddgan/training-step/adam.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  type TrainingConfig,
} from '../src/core/ddgan/training-step/training-step.ts';
import type { Graph } from '../src/core/onnx/graph.ts';
import { parseSeed } from '../src/core/random/seed.ts';
import { randomStream } from '../src/core/random/stream.ts';
import type { TensorMessage } from '../src/engine/protocol.ts';
import { float32, int64 } from '../src/engine/runtime/runtime.ts';
import { loadStep } from '../src/engine/runtime/step-session.ts';
import { HostTensors } from '../src/engine/training/host-tensors.ts';
import type { DiscriminatorConfig } from '../src/shared/models/architecture.ts';

const RATE = 1e-4;

interface Description {
  readonly generator: {
    readonly image_size: number;
    readonly num_channels_dae: number;
    readonly ch_mult: readonly number[];
    readonly num_res_blocks: number;
    readonly attn_resolutions: readonly number[];
    readonly nz: number;
    readonly z_emb_dim: number;
    readonly n_mlp: number;
  };
  readonly discriminator: {
    readonly variant: DiscriminatorConfig['variant'];
    readonly ngf: number;
    readonly t_emb_dim: number;
  };
  readonly num_timesteps: number;
  readonly r1_gamma: number;
}

const [configFile, batch] = process.argv.slice(2);
const {
  generator: G,
  discriminator: D,
  ...rest
} = JSON.parse(readFileSync(configFile!, 'utf8')) as Description;
const config: TrainingConfig = {
  generator: {
    imageSize: G.image_size,
    numChannels: 3,
    nf: G.num_channels_dae,
    chMult: G.ch_mult,
    numResBlocks: G.num_res_blocks,
    attnResolutions: G.attn_resolutions,
    nz: G.nz,
    zEmbDim: G.z_emb_dim,
    nMlp: G.n_mlp,
  },
  discriminator: {
    variant: D.variant,
    imageSize: G.image_size,
    numChannels: 3,
    ngf: D.ngf,
    tEmbDim: D.t_emb_dim,
  },
  steps: rest.num_timesteps,
  batch: Number(batch),
};

const seed = parseSeed('1');
const draw = (name: string, size: number) => randomStream(seed, name.replace(/[^\w.-]/g, '_')).normals(size);

const DRAWS = /^(?:x_0|t|z|noise_\w+|rate|epsilon)$/;

function initial(name: string, shape: readonly number[]): TensorMessage {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name === 't') return int64(Array.from({ length: size }, (_, i) => i % config.steps));
  if (name === 'rate' || name === 'epsilon') {
    return float32(Float32Array.of(adamStep(PAPER_ADAM, 1, RATE)[name]));
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
  r1: discriminatorStepGraph(config, { r1Gamma: rest.r1_gamma }),
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

/**
 * Our training steps for `bench/training-step.ts`: builds and loads the three graphs, says so, then runs the step that
 * each line of its input names (`d`, `r1` or `g`) and answers with a line of JSON. Parameters and moments take turns
 * in two sets of buffers, so that a step allocates nothing.
 */
import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';
import { createInterface } from 'node:readline';
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { adamStep, PAPER_ADAM } from '../src/core/ddgan/training-step-adam.ts';
import {
  discriminatorStepGraph,
  generatorStepGraph,
  type TrainingConfig,
} from '../src/core/ddgan/training-step.ts';
import type { Graph } from '../src/core/onnx/graph.ts';
import { serialise } from '../src/core/onnx/serialise.ts';
import { parseSeed } from '../src/core/random/seed.ts';
import { randomStream } from '../src/core/random/stream.ts';

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
    readonly variant: 'small' | 'large';
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

/** Everything that lives from step to step, by input name; and where a step writes what comes next. */
const state = new Map<string, Tensor>();
const spare = new Map<string, Tensor>();

function initial(name: string, shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  if (/^[mv]\./.test(name)) return new Tensor('float32', new Float32Array(size), shape);
  const spread = shape.length > 1 ? Math.sqrt(shape[0]! / size) : 0.1;
  return new Tensor(
    'float32',
    draw(name, size).map((value) => value * spread),
    shape,
  );
}

async function load(graph: Graph) {
  const session = await InferenceSession.create(serialise(graph), {
    intraOpNumThreads: availableParallelism(),
    graphOptimizationLevel: (process.env.LEVEL ?? 'all') as 'all',
    logSeverityLevel: 3,
    enableProfiling: process.env.PROFILE === graph.name,
  });
  for (const { name, shape, elementType } of graph.inputs) {
    if (state.has(name)) continue;
    const numbers = shape.map(Number);
    if (elementType === 'int64') {
      const t = BigInt64Array.from({ length: numbers[0]! }, (_, i) => BigInt(i % config.steps));
      state.set(name, new Tensor('int64', t, numbers));
    } else if (name === 'rate' || name === 'epsilon') {
      state.set(name, new Tensor('float32', Float32Array.of(adamStep(PAPER_ADAM, 1, RATE)[name]), []));
    } else {
      state.set(name, initial(name, numbers));
    }
  }
  return { graph, session };
}

const start = performance.now();
const steps = {
  d: await load(discriminatorStepGraph(config)),
  r1: await load(discriminatorStepGraph(config, { r1Gamma: rest.r1_gamma })),
  g: await load(generatorStepGraph(config)),
};
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ loadSeconds: (performance.now() - start) / 1000 });

async function run({ graph, session }: (typeof steps)['d']): Promise<void> {
  const feeds = Object.fromEntries(graph.inputs.map(({ name }) => [name, state.get(name)!]));
  const fetches: Record<string, Tensor | null> = {};
  for (const { name } of graph.outputs) {
    const of = name.startsWith('next.') ? name.slice('next.'.length) : undefined;
    if (of === undefined) {
      fetches[name] = null;
      continue;
    }
    const current = state.get(of)!;
    const next = spare.get(of) ?? new Tensor('float32', new Float32Array(current.size), current.dims);
    fetches[name] = next;
    spare.set(of, current);
    state.set(of, next);
  }
  await session.run(feeds, fetches);
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') {
    for (const { session } of Object.values(steps)) if (process.env.PROFILE) session.endProfiling();
    process.exit();
  }
  const before = performance.now();
  await run(steps[line as keyof typeof steps]);
  say({ seconds: (performance.now() - before) / 1000, peakBytes: resourceUsage().maxRSS * 1024 });
}

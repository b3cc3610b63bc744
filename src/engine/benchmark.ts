/** Measures the rate that this machine reaches with a model, and the best that it could reach. */
import { countMacs } from '../core/onnx/macs.ts';
import type { Graph } from '../core/onnx/graph.ts';
import { NetworkBuilder } from '../core/onnx/network-builder.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import { generatorFromFile, randomGenerator } from './networks.ts';
import { sampleShape } from '../shared/models/architecture.ts';
import type { DeviceChoice, Provider } from '../shared/device.ts';
import type { BenchmarkParams, BenchmarkProgress, BenchmarkResult } from './protocol.ts';
import type { MethodContext } from './method-context.ts';
import { float32, int64, Session } from './runtime/runtime.ts';
import { median } from '../shared/median.ts';

const WARM_UPS = 2;

/** Shapes of the bound: [batch, channels, side], where convolutions of these networks do most of their work. */
const BOUND_SHAPES = [
  [1, 64, 256],
  [1, 128, 64],
  [4, 128, 32],
  [1, 256, 32],
] as const;
const BOUND_DEPTH = 4;

/** Runs model and bound one after the other, so that both see the same machine. */
export async function benchmark(
  params: BenchmarkParams,
  choice: DeviceChoice,
  context: MethodContext<BenchmarkProgress>,
): Promise<BenchmarkResult> {
  const { model, batch, runs } = params;
  const timings = new Timings(runs, context);
  const { architecture } = model;
  const loadStart = performance.now();
  const graph =
    model.path === undefined ? randomGenerator(architecture) : generatorFromFile(model.path, architecture);
  await using session = await Session.load(graph, choice.provider);
  const loadSeconds = (performance.now() - loadStart) / 1000;
  const weightBytes = graph.initializers.reduce((sum, { constant }) => sum + constant.byteLength, 0);

  const stream = randomStream(parseSeed('1'), 'benchmark');
  const { nz } = architecture;
  const sample = sampleShape(architecture);
  const inputs = {
    x_t: float32(stream.normals(sample.reduce((a, b) => a * b, batch)), batch, ...sample),
    t: int64(Array.from({ length: batch }, () => 0)),
    z: float32(stream.normals(batch * nz), batch, nz),
  };
  const { seconds, coreSeconds } = await timings.medians(() => session.run(inputs));
  const peakBytesOverWeights = process.resourceUsage().maxRSS * 1024 - weightBytes;

  const secondsPerImageStep = seconds / batch;
  const macs = countMacs(graph, { batch: 1 });
  const gflops = (2 * macs) / secondsPerImageStep / 1e9;
  const machineGflops = await convolutionBound(choice.provider, timings);
  return {
    ...choice,
    batch,
    runs,
    secondsPerImageStep,
    coreSecondsPerImageStep: coreSeconds / batch,
    gigaMacs: macs / 1e9,
    gflops,
    machineGflops,
    boundShare: gflops / machineGflops,
    loadSeconds,
    peakBytesOverWeights,
  };
}

/** The best rate of stacked 3x3 convolutions over the shapes, each at its median, in GFLOP/s. */
async function convolutionBound(provider: Provider, timings: Timings): Promise<number> {
  let best = 0;
  for (const [batch, channels, side] of BOUND_SHAPES) {
    const graph = convolutionStack(channels, side);
    await using session = await Session.load(graph, provider);
    const x = randomStream(parseSeed('1'), 'bound').normals(batch * channels * side * side);
    const inputs = { x: float32(x, batch, channels, side, side) };
    const { seconds } = await timings.medians(() => session.run(inputs));
    best = Math.max(best, (2 * countMacs(graph, { batch })) / seconds / 1e9);
  }
  return best;
}

function convolutionStack(channels: number, side: number): Graph {
  const g = new NetworkBuilder('convolutions');
  // So that values keep their size through the layers.
  const scale = 1 / Math.sqrt(channels * 9);
  const weights = randomStream(parseSeed('1'), 'weights')
    .normals(channels * channels * 9)
    .map((value) => value * scale);
  let x = g.input('x', 'float32', ['batch', channels, side, side]);
  for (let layer = 0; layer < BOUND_DEPTH; layer++) {
    const w = g.initializer(`w${layer}`, 'float32', [channels, channels, 3, 3], weights);
    x = g.conv(x, w, undefined, { padding: 1 });
  }
  g.output('y', x);
  return g.build();
}

/** Times one thing after the other, and reports progress over all runs of the benchmark. */
class Timings {
  readonly #runs: number;
  readonly #context: MethodContext<BenchmarkProgress>;
  #done = 0;

  constructor(runs: number, context: MethodContext<BenchmarkProgress>) {
    this.#runs = runs;
    this.#context = context;
  }

  /** Of the clock and of the processor, after runs that warm up. */
  async medians(run: () => Promise<unknown>): Promise<{ seconds: number; coreSeconds: number }> {
    const seconds: number[] = [];
    const coreSeconds: number[] = [];
    for (let count = -WARM_UPS; count < this.#runs; count++) {
      await this.#context.checkpoint();
      const [start, used] = [performance.now(), process.cpuUsage()];
      await run();
      const { user, system } = process.cpuUsage(used);
      if (count >= 0) {
        seconds.push((performance.now() - start) / 1000);
        coreSeconds.push((user + system) / 1e6);
      }
      this.#context.progress({ done: ++this.#done, total: this.#total() });
    }
    return { seconds: median(seconds), coreSeconds: median(coreSeconds) };
  }

  #total(): number {
    return (WARM_UPS + this.#runs) * (1 + BOUND_SHAPES.length);
  }
}

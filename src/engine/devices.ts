/** Which execution provider to run on: what the user named, or the best that proves itself on this machine. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { assertNever } from '../shared/assert-never.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { type GeneratorConfig, sampleShape } from '../shared/models/architecture.ts';
import { type Device, type DeviceChoice, GPU_PROVIDERS, type Provider } from '../shared/device.ts';
import { GraphBuilder } from '../core/onnx/graph-builder.ts';
import { randomStream } from '../core/random/stream.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomGenerator } from './networks.ts';
import { onnxRuntime } from './runtime/onnx-runtime.ts';
import { float32, int64, reasonIn, Session } from './runtime/runtime.ts';

/** Every kind of block in networks that take a CPU a millisecond: of pictures, and of their coefficients. */
const PIXELS: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 16,
  chMult: [1, 2],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 16,
  zEmbDim: 32,
  nMlp: 1,
};
const WAVELETS: GeneratorConfig = {
  ...PIXELS,
  imageSize: 64,
  wavelet: { levels: 'haar', bandOrder: 'width_first', patchSize: 1 },
};

const NATIVE_FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
  `bin/napi-v6/${process.platform}/${process.arch}`,
);

const AGREEMENT = 1e-3;

/** A GPU answers the warm-up in a few milliseconds, most of them launches; software that plays a GPU takes longer. */
const SLOWEST_GPU_MS = 25;

/** 2 GFLOP: some milliseconds of a GPU that is worth taking, a fifth of a second of software. */
const PRODUCT_SIDE = 1024;

const RUNTIME = `onnxruntime-node ${onnxRuntime.env.versions.node ?? 'unknown'}`;

let automatic: Promise<DeviceChoice> | undefined;

/**
 * The provider for `device`.
 * @throws {TrilemmaError} `device-unavailable` when a named provider is not in this build, does not run here, or
 *   disagrees with the CPU.
 */
export async function chooseDevice(device: Device): Promise<DeviceChoice> {
  if (device === 'auto') return (automatic ??= bestDevice());
  if (device === 'cpu') return chosen('cpu');
  const verdict = await tryProvider(device);
  switch (verdict.kind) {
    case 'good':
      return chosen(device);
    case 'slow':
      return chosen(device, [`${device}: ${verdict.reason}`]);
    case 'bad':
      throw new TrilemmaError(
        'device-unavailable',
        `${device} does not work on this machine: ${verdict.reason}. Choose another device, cpu or auto.`,
      );
    default:
      return assertNever(verdict);
  }
}

function chosen(provider: Provider, notes: readonly string[] = []): DeviceChoice {
  return { provider, runtime: RUNTIME, notes };
}

async function bestDevice(): Promise<DeviceChoice> {
  const notes: string[] = [];
  for (const provider of GPU_PROVIDERS[process.platform] ?? []) {
    const verdict = await tryProvider(provider, { first: seemsSoftware });
    if (verdict.kind === 'good') return chosen(provider, notes);
    notes.push(`${provider}: ${verdict.reason}`);
  }
  return chosen('cpu', notes);
}

interface Objection {
  readonly kind: 'slow' | 'bad';
  readonly reason: string;
}
type Verdict = { readonly kind: 'good' } | Objection;
type Check = (provider: Provider) => Promise<Objection | undefined>;

/** One matrix product, which compiles in a moment anywhere. */
async function seemsSoftware(provider: Provider): Promise<Objection | undefined> {
  const milliseconds = await productTime(provider);
  return milliseconds > Math.max(SLOWEST_GPU_MS, await productTime('cpu'))
    ? slow(milliseconds, 'a matrix product')
    : undefined;
}

async function productTime(provider: Provider): Promise<number> {
  const g = new GraphBuilder('product');
  const a = g.input('a', 'float32', [PRODUCT_SIDE, PRODUCT_SIDE]);
  g.output('product', g.node('MatMul', [a, a]));
  await using session = await Session.load(g.build(), provider);
  const inputs = { a: float32(new Float32Array(PRODUCT_SIDE ** 2), PRODUCT_SIDE, PRODUCT_SIDE) };
  await session.run(inputs);
  const start = performance.now();
  await session.run(inputs);
  return performance.now() - start;
}

function slow(milliseconds: number, what: string): Objection {
  return { kind: 'slow', reason: `slower than the CPU (${milliseconds.toFixed(0)} ms for ${what})` };
}

/** @param first asked before the warm-up, which takes software that plays a GPU half a minute to compile. */
async function tryProvider(
  provider: Provider,
  { first = () => Promise.resolve(undefined) }: { readonly first?: Check } = {},
): Promise<Verdict> {
  if (!isInstalled(provider)) return { kind: 'bad', reason: 'not installed' };
  try {
    const objection = await first(provider);
    if (objection !== undefined) return objection;
    const objections = [await tryNetwork(PIXELS, provider), await tryNetwork(WAVELETS, provider)];
    return (
      objections.find((o) => o?.kind === 'bad') ?? objections.find((o) => o !== undefined) ?? { kind: 'good' }
    );
  } catch (error) {
    return { kind: 'bad', reason: reasonIn(error instanceof TrilemmaError ? error.cause : error) };
  }
}

/** What speaks against a provider that runs the network; nothing where it agrees with the CPU, and is quick. */
async function tryNetwork(network: GeneratorConfig, provider: Provider): Promise<Objection | undefined> {
  const expected = await warmUp(network, 'cpu');
  const actual = await warmUp(network, provider);
  const difference = Math.max(...expected.output.map((value, i) => Math.abs(value - actual.output[i]!)));
  if (!(difference <= AGREEMENT)) {
    return { kind: 'bad', reason: `its results differ from the CPU's by ${difference.toPrecision(2)}` };
  }
  const isSlow = actual.milliseconds > Math.max(SLOWEST_GPU_MS, expected.milliseconds);
  return isSlow ? slow(actual.milliseconds, 'a warm-up') : undefined;
}

/** In the runtime's package, or put beside it: CUDA's libraries are not bundled, and loading what is not there is loud. */
function isInstalled(provider: Provider): boolean {
  const backend = onnxRuntime.listSupportedBackends().find(({ name }) => name === provider);
  return (
    backend !== undefined &&
    (backend.bundled || existsSync(join(NATIVE_FOLDER, `libonnxruntime_providers_${provider}.so`)))
  );
}

/** What a network with random weights gives, and the time of the second run, when all is compiled. */
async function warmUp(
  network: GeneratorConfig,
  provider: Provider,
): Promise<{ output: Float32Array; milliseconds: number }> {
  await using session = await Session.load(randomGenerator(network), provider);
  const stream = randomStream(parseSeed('0'), 'warm-up');
  const shape = [1, ...sampleShape(network)];
  const inputs = {
    x_t: float32(stream.normals(shape.reduce((a, b) => a * b)), ...shape),
    t: int64([1]),
    z: float32(stream.normals(network.nz), 1, network.nz),
  };
  await session.run(inputs);
  const start = performance.now();
  const { x_0 } = await session.run(inputs);
  return { output: x_0!.data as Float32Array, milliseconds: performance.now() - start };
}

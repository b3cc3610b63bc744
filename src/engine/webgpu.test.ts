/** Networks of the wavelet family on WebGPU: any adapter will do, Debian's software Vulkan among them. */
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import type { Provider } from '../shared/device.ts';
import { type GeneratorConfig, sampleShape, type WaveletConfig } from '../shared/models/architecture.ts';
import { randomGenerator } from './networks.ts';
import { float32, int64, Session } from './runtime/runtime.ts';
import { webgpuObstacle } from './testing/webgpu-obstacle.ts';

const obstacle = await webgpuObstacle('Sampling in wavelet space');

const TOLERANCE = 1e-3;
const BATCH = 2;

/** Each kind of block, with attention at a level and in the middle. */
function small(wavelet: Omit<WaveletConfig, 'bandOrder'>): GeneratorConfig {
  return {
    ...{ imageSize: 64, numChannels: 3, nf: 8, chMult: [1, 2, 2], numResBlocks: 1 },
    ...{ attnResolutions: [8], nz: 8, zEmbDim: 16, nMlp: 1 },
    wavelet: { ...wavelet, bandOrder: 'height_first' },
  };
}

/** Coefficients and picture of two random inputs at different steps. */
async function outputsOn(provider: Provider, config: GeneratorConfig) {
  await using session = await Session.load(randomGenerator(config), provider);
  const stream = randomStream(parseSeed('4'), 'webgpu');
  const shape = sampleShape(config);
  const x_t = stream.normals(shape.reduce((a, b) => a * b, BATCH));
  return await session.run({
    x_t: float32(x_t, BATCH, ...shape),
    t: int64([1, 0]),
    z: float32(stream.normals(BATCH * config.nz), BATCH, config.nz),
  });
}

describe.skipIf(obstacle !== undefined)('on WebGPU', () => {
  it.each<Omit<WaveletConfig, 'bandOrder'>>([
    { levels: 'haar', patchSize: 1 },
    { levels: 'haar', patchSize: 2 },
    { levels: 'fir', patchSize: 1 },
  ])(
    'a generator of $levels levels and patches of $patchSize agrees with the CPU',
    { timeout: 300_000 },
    async (wavelet) => {
      const config = small(wavelet);
      const [expected, actual] = [await outputsOn('cpu', config), await outputsOn('webgpu', config)];
      for (const name of ['x_0', 'picture']) {
        const [wanted, found] = [expected, actual].map((outputs) => outputs[name]!.data as Float32Array);
        const apart = wanted!.map((value, i) => Math.abs(value - found![i]!));
        expect(Math.max(...apart), name).toBeLessThan(TOLERANCE);
      }
    },
  );
});

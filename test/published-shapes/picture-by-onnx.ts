import { posteriorStep } from '../../src/core/ddgan/posterior.ts';
import { diffusionSchedule } from '../../src/core/ddgan/schedule.ts';
import { latentsOf } from '../../src/core/latent/compose.ts';
import { type GeneratorConfig, sampleShape } from '../../src/shared/models/architecture.ts';
import { toPixels } from '../../src/studio/pictures/pixels.ts';
import type { RgbPixels } from '../../src/shared/picture.ts';
import { onnxRuntime } from '../support/run-graph.ts';

interface Wanted {
  readonly architecture: GeneratorConfig;
  readonly steps: number;
  readonly seed: string;
}

/** One picture by an exported file, as another program would make it. */
export async function pictureByOnnx(path: string, { architecture, steps, seed }: Wanted): Promise<RgbPixels> {
  const session = await onnxRuntime.InferenceSession.create(path, { logSeverityLevel: 3 });
  try {
    const { x_T: x, z, noise } = latentsOf({ seed, temperature: { x_T: 1, z: 1 } }, steps, architecture);
    const schedule = diffusionSchedule(steps);
    let picture = new Float32Array();
    for (let t = steps - 1; t >= 0; t--) {
      const outputs = await session.run({
        x_t: new onnxRuntime.Tensor('float32', x, [1, ...sampleShape(architecture)]),
        t: new onnxRuntime.Tensor('int64', BigInt64Array.of(BigInt(t)), [1]),
        z: new onnxRuntime.Tensor('float32', z[t]!, [1, architecture.nz]),
      });
      posteriorStep(schedule, t, x, outputs.x_0!.data as Float32Array, t === 0 ? null : noise[t]!);
      picture = outputs.picture!.data as Float32Array<ArrayBuffer>;
    }
    const { imageSize: side, numChannels: channels } = architecture;
    return toPixels({ channels, height: side, width: side, data: picture });
  } finally {
    await session.release();
  }
}

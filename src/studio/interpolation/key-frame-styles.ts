import { latentsOf } from '../../core/latent/compose.ts';
import { pictureAt } from '../../core/latent/path-key-frames.ts';
import type { KeyFrameStyles } from '../../core/latent/path-style.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Device } from '../../shared/device.ts';
import type { LatentPath } from '../../shared/latent-path.ts';
import type { Model } from '../../shared/model-card.ts';

/**
 * w of every key frame and step, as the network gets it; undefined where the path does not need it.
 *
 * @throws {TrilemmaError} as the engine.
 */
export async function keyFrameStyles(
  engine: EngineClient,
  { card, path: file }: Model,
  path: LatentPath,
  device: Device,
): Promise<KeyFrameStyles | undefined> {
  if (path.kind === 'drift' || path.space === 'z') return undefined;
  const { nz, zEmbDim } = card.architecture;
  const { steps } = path;
  const latents = path.keyFrames.map((_, index) =>
    latentsOf(pictureAt(path, index), steps, card.architecture),
  );
  const z = new Float32Array(latents.length * steps * nz);
  latents.forEach((each, k) => each.z.forEach((values, t) => z.set(values, (k * steps + t) * nz)));
  const model = { path: file, architecture: card.architecture };
  const { w } = await engine.request('encodeW', { model, device, z });
  return latents.map((each, k) =>
    each.w.map(({ scale, offset }, t) => {
      const at = (k * steps + t) * zEmbDim;
      return Float32Array.from(w.subarray(at, at + zEmbDim), (x, i) => scale * x + (offset?.[i] ?? 0));
    }),
  );
}

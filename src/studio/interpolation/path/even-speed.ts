/** The coarse pass that one perceived speed is measured with. */
import { atEvenPace, atEvenSpeed } from '../../../core/latent/path/speed.ts';
import { segmentRecipe } from '../../../core/latent/path/frame.ts';
import { segmentModel } from '../../../core/latent/path/models.ts';
import { segmentFrames } from '../../../core/latent/path/timeline.ts';
import type { Device } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { KeyFramePath, LatentPath } from '../../../shared/path/latent-path.ts';
import type { RgbPixels } from '../../../shared/picture.ts';
import { toPixels } from '../../pictures/pixels.ts';
import { PathModels } from './path-models.ts';
import type { PathServices } from '../path-services.ts';
import { pixelChange } from './pixel-change.ts';

/** One step is measured for this many frames of a segment. */
const FRAMES_A_STEP = 16;
/** Where a picture changes fast follows from the way: a quick segment needs as many as one of 160 frames. */
const FEWEST_STEPS = 10;
const MOST_STEPS = 64;

export interface EvenSpeedOptions {
  readonly device: Device;
  /** Pictures computed together; as many as fit when left out. */
  readonly batch?: number | undefined;
  readonly signal: AbortSignal;
  /** Samples measured, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The path with its frames spread so that pictures change evenly, measured on a few pictures of each segment.
 *
 * @throws {TrilemmaError} `usage` where the path is a drift; else as `PathModels.find` and `RenderQueue.render`.
 */
export async function evenSpeed(
  { models: library, renderQueue, styles: cache }: PathServices,
  path: LatentPath,
  options: EvenSpeedOptions,
): Promise<KeyFramePath> {
  const { device, batch, signal, onProgress } = options;
  if (path.kind === 'drift') {
    throw new TrilemmaError('usage', 'A drift keeps one speed already: it cannot be made more even.');
  }
  const models = await PathModels.find(library, path);
  const measured = atEvenPace(path);
  const styles = await cache.of(models, path, device);
  const samples = samplesOf(path);
  const changes: number[][] = path.segments.map(() => []);
  let before: RgbPixels | undefined;
  await renderQueue.render({
    pictures: samples.map(({ segment, share }, index) => ({
      ...models.withModels(
        segmentModel(path, segment, share),
        segmentRecipe(measured, segment, share, styles),
      ),
      onPicture: ({ image }) => {
        const pixels = toPixels(image);
        if (before !== undefined && share > 0) changes[segment]!.push(pixelChange(before, pixels));
        before = pixels;
        onProgress?.(index + 1, samples.length);
      },
    })),
    steps: path.steps,
    device,
    batch,
    priority: 'view',
    signal,
  });
  return atEvenSpeed(path, changes);
}

/** Even shares of every segment's way, its ends included; where a segment begins as the last one ended, once. */
function samplesOf(path: KeyFramePath) {
  return path.segments.flatMap((_, segment) => {
    const wanted = Math.ceil(segmentFrames(path, segment) / FRAMES_A_STEP);
    const steps = Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, wanted));
    const shares = Array.from({ length: steps + 1 }, (__, k) => k / steps);
    return (segment === 0 ? shares : shares.slice(1)).map((share) => ({ segment, share }));
  });
}

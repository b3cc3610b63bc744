/** The coarse pass that one perceived speed is measured with. */
import { atEvenPace, atEvenSpeed } from '../../core/latent/path-speed.ts';
import { segmentRecipe } from '../../core/latent/path-frame.ts';
import { segmentFrames } from '../../core/latent/path-timeline.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { KeyFramePath } from '../../shared/latent-path.ts';
import { type Pixels, toPixels } from '../pictures/image.ts';
import { renderPictures } from '../render.ts';
import { keyFrameStyles } from './key-frame-styles.ts';
import { pixelChange } from './pixel-change.ts';
import { checkModel, type RenderPathOptions } from './render-path.ts';

/** One sample for this many frames of a segment. */
const FRAMES_A_SAMPLE = 4;
const FEWEST_SAMPLES = 4;
const MOST_SAMPLES = 64;

/**
 * The path with its frames spread so that pictures change evenly, measured on about a quarter of them.
 *
 * @throws {TrilemmaError} as `renderPath`.
 */
export async function evenSpeed(
  engine: EngineClient,
  path: KeyFramePath,
  options: Pick<RenderPathOptions, 'model' | 'device' | 'batch' | 'signal' | 'onProgress'>,
): Promise<KeyFramePath> {
  const { model, device, batch, signal, onProgress } = options;
  checkModel(path, model);
  const measured = atEvenPace(path);
  const styles = await keyFrameStyles(engine, model, path, device);
  const samples = path.segments.map((_, i) =>
    Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, Math.ceil(segmentFrames(path, i) / FRAMES_A_SAMPLE))),
  );
  const pictures = samples.flatMap((count, segment) =>
    Array.from({ length: count + 1 }, (_, k) => segmentRecipe(measured, segment, k / count, styles)),
  );
  const rendered: Pixels[] = [];
  let done = 0;
  await renderPictures(engine, {
    model,
    steps: path.steps,
    pictures,
    device,
    batch,
    signal,
    onStep: ({ count }) => onProgress?.((done += count), pictures.length * path.steps),
    onPicture: (index, { image }) => (rendered[index] = toPixels(image)),
  });
  let first = 0;
  const changes = samples.map((count) => {
    const own = rendered.slice(first, first + count + 1);
    first += count + 1;
    return own.slice(1).map((picture, k) => pixelChange(own[k]!, picture));
  });
  return atEvenSpeed(path, changes);
}

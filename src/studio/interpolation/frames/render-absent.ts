import { type Pixels, toPixels } from '../../pictures/pixels.ts';
import { type ModelPicture, renderRuns } from '../../rendering/model-runs.ts';
import type { RenderQueue } from '../../rendering/render-queue.ts';
import type { FilmOptions } from '../film-options.ts';
import type { FilmPlan } from '../film-plan.ts';
import type { FrameStore } from './frame-store.ts';

/** Pictures that are asked for at once: many batches, and few recipes in memory. */
const PICTURES_AT_ONCE = 256;

/**
 * Computes those pictures of a film that are not there yet.
 *
 * @throws {TrilemmaError} as `RenderQueue.render` and `FrameStore.write`.
 */
export async function renderAbsent(
  queue: RenderQueue,
  store: FrameStore,
  { pictures }: FilmPlan,
  pictureOf: (frame: number) => ModelPicture,
  options: Pick<FilmOptions, 'path' | 'device' | 'batch' | 'signal' | 'onProgress'>,
): Promise<void> {
  const { path, device, batch, signal, onProgress } = options;
  const absent = store.absent();
  let done = pictures.length - absent.length;
  onProgress(done, pictures.length);
  const write = async (picture: number, pixels: Pixels) => {
    await store.write(picture, pixels);
    onProgress((done += 1), pictures.length);
  };
  for (let first = 0; first < absent.length; first += PICTURES_AT_ONCE) {
    const chunk = absent.slice(first, first + PICTURES_AT_ONCE);
    const written: Promise<void>[] = [];
    const failing = new AbortController();
    try {
      await renderRuns(queue, {
        ...{ steps: path.steps, device, batch, priority: 'batch', previews: false },
        pictures: chunk.map((picture) => pictureOf(pictures[picture]!)),
        signal: AbortSignal.any([signal, failing.signal]),
        onPicture: (index, _, image) => {
          const writing = write(chunk[index]!, toPixels(image));
          writing.catch(() => failing.abort());
          written.push(writing);
        },
      });
    } catch (error) {
      // The file is closed after this; and it may be that one of these ended the rendering.
      const broken = (await Promise.allSettled(written)).find((end) => end.status === 'rejected');
      throw broken === undefined ? error : broken.reason;
    }
    await Promise.all(written);
  }
}

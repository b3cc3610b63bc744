import type { RgbPixels } from '../../../shared/picture.ts';
import { toPixels } from '../../pictures/pixels.ts';
import type { RenderQueue } from '../../rendering/render-queue.ts';
import type { ModelRecipe } from '../../rendering/wanted-picture.ts';
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
  recipeOf: (frame: number) => ModelRecipe,
  options: Pick<FilmOptions, 'path' | 'device' | 'batch' | 'signal' | 'onProgress'>,
): Promise<void> {
  const { path, device, batch, signal, onProgress } = options;
  const absent = store.absent();
  let done = pictures.length - absent.length;
  onProgress(done, pictures.length);
  const write = async (picture: number, pixels: RgbPixels) => {
    await store.write(picture, pixels);
    onProgress((done += 1), pictures.length);
  };
  for (let first = 0; first < absent.length; first += PICTURES_AT_ONCE) {
    const chunk = absent.slice(first, first + PICTURES_AT_ONCE);
    const written: Promise<void>[] = [];
    const failing = new AbortController();
    try {
      await queue.render({
        pictures: chunk.map((picture) => ({
          ...recipeOf(pictures[picture]!),
          onPicture: ({ image }) => {
            const writing = write(picture, toPixels(image));
            writing.catch(() => failing.abort());
            written.push(writing);
          },
        })),
        steps: path.steps,
        device,
        batch,
        priority: 'batch',
        signal: AbortSignal.any([signal, failing.signal]),
      });
    } catch (error) {
      // The file is closed after this; and it may be that one of these ended the rendering.
      const broken = (await Promise.allSettled(written)).find((end) => end.status === 'rejected');
      throw broken === undefined ? error : broken.reason;
    }
    await Promise.all(written);
  }
}

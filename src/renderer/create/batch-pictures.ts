import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Batch } from './batch.svelte.ts';

/** The studio takes no more pictures in one request. */
const RENDERED_AT_ONCE = 64;

type Client = Pick<StudioClient, 'request'>;

/** Takes what the studio still holds of a batch's pictures. @throws {TrilemmaError} 'usage' where the job is gone */
export async function fetchPictures(client: Client, batch: Batch): Promise<void> {
  for (const { index, picture } of await client.request('jobs.pictures', { id: batch.id })) {
    batch.slots[index]?.settle(picture);
  }
}

/** Makes a batch's missing pictures again: the same recipes, the same pixels. @throws {TrilemmaError} */
export async function renderMissing(client: Client, batch: Batch): Promise<void> {
  const { model, steps, device } = batch.spec;
  const { missing } = batch;
  for (let first = 0; first < missing.length; first += RENDERED_AT_ONCE) {
    const slots = missing.slice(first, first + RENDERED_AT_ONCE);
    const pictures = slots.map(({ latents }): LatentRecipe => latents);
    await client.request(
      'pictures.render',
      { model, steps, device, pictures, priority: 'view', previews: true },
      {
        onProgress: (progress) => {
          const slot = slots[progress.index];
          if (progress.kind === 'preview') slot?.preview(progress.step, progress.pixels);
          else slot?.settle(progress.picture);
        },
      },
    );
  }
}

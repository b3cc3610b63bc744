/** What tests ask of a studio again and again. */
import type { RenderParams, RenderProgress } from '../../shared/contract/requests.ts';
import { isSettled, type Job, type JobSpec } from '../../shared/job.ts';
import type { Picture } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import type { ContractClient } from './contract-client.ts';

/** An unedited picture. */
export const recipe = (seed: number): LatentRecipe => ({ seed: String(seed), temperature: { x_T: 1, z: 1 } });
export const recipes = (count: number) => Array.from({ length: count }, (_, i) => recipe(i + 1));

/** A job of pictures of the bundled faces. */
export const generate = (count: number): Extract<JobSpec, { kind: 'generate' }> => ({
  kind: 'generate',
  model: 'faces',
  steps: 2,
  device: 'cpu',
  pictures: recipes(count),
});

export const view = (pictures: readonly LatentRecipe[]): RenderParams => ({
  model: 'faces',
  steps: 2,
  device: 'cpu',
  pictures,
  priority: 'view',
  previews: false,
});

export async function rendered(client: ContractClient, params: RenderParams): Promise<Picture[]> {
  const pictures: Picture[] = [];
  await client.request('pictures.render', params, (told: RenderProgress) => {
    if (told.kind === 'picture') pictures[told.index] = told.picture;
  });
  return pictures;
}

export async function settled(client: ContractClient, id: string): Promise<Job> {
  const isEnd = (job: Job) => job.id === id && isSettled(job);
  const latest = client.events('job').findLast((job) => job.id === id);
  return latest !== undefined && isEnd(latest) ? latest : await client.next('job', isEnd);
}

export async function begun(client: ContractClient, spec: JobSpec): Promise<string> {
  return (await client.request('jobs.start', spec)).id;
}

/** Sampling: x_T to x_0 in T steps (docs/ddgan.md, section 1; Xiao et al. 2022, algorithm in section 4). */
import { AMOUNT } from '../core/ddgan/cross-fade.ts';
import { shownPictures } from '../core/ddgan/coefficients.ts';
import { posteriorStep } from '../core/ddgan/posterior.ts';
import { diffusionSchedule } from '../core/ddgan/schedule.ts';
import { latentsOf } from '../core/latent/compose.ts';
import { LatentMemo } from '../core/latent/latent-memo.ts';
import { sampleShape } from '../shared/models/architecture.ts';
import type { LatentRecipe } from '../shared/recipe/recipe.ts';
import { runsOf } from '../shared/runs.ts';
import { batchFor } from './batch.ts';
import type { SampleParams, SampleProgress } from './protocol.ts';
import type { MethodContext } from './method-context.ts';
import { float32, int64 } from './runtime/runtime.ts';
import type { LoadedGenerator } from './runtime/session-cache.ts';

/**
 * Computes the pictures of recipes, a batch at a time, and reports each as soon as it is done.
 * @returns the batch size that was used.
 */
export async function sample(
  { model, steps, recipes, batch, previews = false }: SampleParams,
  { session, peakBytesPerPicture }: LoadedGenerator,
  context: MethodContext<SampleProgress>,
): Promise<number> {
  const schedule = diffusionSchedule(steps);
  const size = Math.min(batch ?? batchFor(peakBytesPerPicture), recipes.length);
  // Frames of a path share their key frames.
  const memo = new LatentMemo();
  for (const { first, items } of batchesOf(recipes, size)) {
    const latents = items.map((recipe) => latentsOf(recipe, steps, model.architecture, memo));
    const count = latents.length;
    const amount = items[0]!.fade?.amount ?? 0;
    const x = joined(latents.map(({ x_T }) => x_T));
    const { nz, zEmbDim } = model.architecture;
    const unmoved = new Float32Array(zEmbDim);
    for (let t = steps - 1; t >= 0; t--) {
      await context.checkpoint();
      const { x_0 } = await session.run({
        x_t: float32(x, count, ...sampleShape(model.architecture)),
        t: int64(latents.map(() => t)),
        z: float32(joined(latents.map(({ z }) => z[t]!)), count, nz),
        w_scale: float32(
          Float32Array.from(latents, ({ w }) => w[t]!.scale),
          count,
          1,
        ),
        w_offset: float32(joined(latents.map(({ w }) => w[t]!.offset ?? unmoved)), count, zEmbDim),
        ...(model.towards === undefined ? {} : { [AMOUNT]: float32(Float32Array.of(amount), 1) }),
      });
      const prediction = x_0!.data as Float32Array;
      const noise = t === 0 ? null : joined(latents.map((latent) => latent.noise[t]!));
      posteriorStep(schedule, t, x, prediction, noise);
      context.progress({
        kind: 'step',
        first,
        count,
        step: steps - t,
        steps,
        ...(previews ? { x_0: parts(shownPictures(model.architecture, prediction), count) } : {}),
      });
    }
    context.progress({
      kind: 'pictures',
      first,
      pictures: parts(shownPictures(model.architecture, x), count),
    });
  }
  return size;
}

/** Up to `size` neighbours each, whose weights are the same. */
function batchesOf(recipes: readonly LatentRecipe[], size: number) {
  return runsOf(recipes, ({ fade }) => fade?.amount).flatMap(({ first, items }) =>
    Array.from({ length: Math.ceil(items.length / size) }, (_, i) => ({
      first: first + i * size,
      items: items.slice(i * size, (i + 1) * size),
    })),
  );
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    result.set(array, offset);
    offset += array.length;
  }
  return result;
}

/** `count` equal parts, copied, so that each can be sent alone. */
function parts(array: Float32Array, count: number): Float32Array[] {
  const length = array.length / count;
  return Array.from({ length: count }, (_, i) => array.slice(i * length, (i + 1) * length));
}

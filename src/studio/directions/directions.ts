/** The directions in which a model's w varies most, computed once for each model. */
import { join } from 'node:path';
import { floatsToBase64 } from '../../shared/recipe/base64-floats.ts';
import type { Device } from '../../shared/device.ts';
import type { ModelDirections } from '../../shared/direction.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { EngineClient } from '../../engine/client.ts';
import { OnceAtATime } from '../../platform/once-at-a-time.ts';
import { readDirections, writeDirections } from './directions-file.ts';

/** What the mapping's statistics are. */
export type Principal = Pick<ModelDirections, 'mean' | 'principal'>;

const DRAWS = 10_000;

/** More are noise, and more sliders than a person tries. */
const MOST_DIRECTIONS = 24;

const running = new OnceAtATime<Principal>();

/**
 * Mean and principal directions of w over 10,000 draws of the mapping: 24 of them, or zEmbDim where that is less.
 * Computed at the first use and then kept; asked for by several at once, they are computed once.
 *
 * @param cacheFolder absolute; made where it does not exist. That it cannot be written is no failure.
 * @throws TrilemmaError what the engine reports.
 */
export function loadPrincipal(
  engine: EngineClient,
  model: Model,
  device: Device,
  cacheFolder: string,
): Promise<Principal> {
  const { sha256, architecture } = model.card;
  const path = join(cacheFolder, `${sha256}.json`);
  const count = Math.min(MOST_DIRECTIONS, architecture.zEmbDim);
  const size = { count, dimensions: architecture.zEmbDim };
  return running.run(path, async () => {
    const kept = await readDirections(path, size);
    if (kept !== undefined) return kept;
    const computed = await compute(engine, model, device, count);
    await writeDirections(cacheFolder, path, computed);
    return computed;
  });
}

async function compute(
  engine: EngineClient,
  { card, path }: Model,
  device: Device,
  count: number,
): Promise<Principal> {
  const { mean, components, deviations } = await engine.request('principalDirections', {
    model: { path, architecture: card.architecture },
    device,
    draws: DRAWS,
    count,
  });
  const principal = components.map((vector, index) => ({
    vector: floatsToBase64(vector),
    deviation: deviations[index]!,
  }));
  return { mean: floatsToBase64(mean), principal };
}

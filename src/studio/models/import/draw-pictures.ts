import type { EngineClient } from '../../../engine/client.ts';
import type { GeneratorConfig } from '../../../shared/models/architecture.ts';

/** Pictures of plain recipes, of the seeds from 0 on. */
export interface WantedPictures {
  readonly architecture: GeneratorConfig;
  readonly steps: number;
  readonly count: number;
}

/** Draws pictures of a checkpoint that the library does not have: each [channels, side, side], in [-1, 1]. */
export type DrawPictures = (wanted: WantedPictures) => Promise<readonly Float32Array[]>;

/** A checkpoint's file, and which of its weights: the average where this is left out. */
export interface CheckpointWeights {
  readonly path: string;
  readonly weights?: string | undefined;
}

interface DrawOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Through the engine, one picture at a time, so that what else waits for it waits no longer than for one. */
export function drawingFrom(
  engine: EngineClient,
  { path, weights }: CheckpointWeights,
  { signal, onProgress }: DrawOptions,
): DrawPictures {
  return async ({ architecture, steps, count }) => {
    const model = { path, architecture, ...(weights !== undefined && { weights }) };
    const drawn: Float32Array[] = [];
    for (let seed = 0; seed < count; seed++) {
      const recipe = { seed: String(seed), temperature: { x_T: 1, z: 1 } };
      await engine.request(
        'sample',
        { model, device: 'auto', steps, recipes: [recipe] },
        {
          signal,
          onProgress: (progress) => {
            if (progress.kind === 'pictures') drawn.push(...progress.pictures);
          },
        },
      );
      onProgress?.(drawn.length, count);
    }
    return drawn;
  };
}

import type { EngineClient } from '../../engine/client.ts';
import type { Device } from '../../shared/device.ts';
import type { BenchmarkFigures } from '../../shared/job.ts';
import type { Model } from '../../shared/models/model-card.ts';

export interface BenchmarkOptions {
  /** Ends the benchmark with 'cancelled', within one run of the network. */
  readonly signal?: AbortSignal | undefined;
  /** Runs done, and to do. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The median of so many runs. */
const RUNS = 5;

/**
 * How fast a model is on a device, one picture at a time, and how near that is to the machine's best.
 *
 * @throws TrilemmaError 'device-unavailable', 'cancelled', 'engine-died', or what is wrong with the model's file.
 */
export async function benchmarkModel(
  engine: EngineClient,
  { card, path }: Model,
  device: Device,
  { signal, onProgress }: BenchmarkOptions = {},
): Promise<BenchmarkFigures> {
  const { provider, runtime, secondsPerImageStep, gflops, boundShare, loadSeconds } = await engine.request(
    'benchmark',
    { model: { path, architecture: card.architecture }, device, batch: 1, runs: RUNS },
    {
      ...(signal !== undefined && { signal }),
      onProgress: ({ done, total }) => onProgress?.(done, total),
    },
  );
  return { provider, runtime, secondsPerImageStep, gflops, boundShare, loadSeconds };
}

/** What runs would take on this machine: measured when the user asks for it, one preset after the other. */
import { SvelteMap } from 'svelte/reactivity';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { TrainingEstimate, TrainingPreset, TrainingSpec } from '../../../shared/training.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';

interface Measured {
  readonly key: string;
  readonly estimate: TrainingEstimate;
}

export class TrainingEstimates {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #measured = new SvelteMap<TrainingPreset, Measured>();
  #measuring = $state<TrainingPreset | null>(null);
  #problem = $state<string | null>(null);
  #controller: AbortController | undefined;

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  /** The preset that is being measured. */
  get measuring(): TrainingPreset | null {
    return this.#measuring;
  }

  /** Why it could not be measured, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Estimate for the run's number of steps; undefined while it is not measured, or once its settings have changed. */
  of(spec: TrainingSpec): TrainingEstimate | undefined {
    const measured = this.#measured.get(spec.preset);
    if (measured?.key !== costKey(spec)) return undefined;
    const { estimate } = measured;
    return { ...estimate, seconds: estimate.secondsPerStep * spec.settings.steps };
  }

  async measure(specs: readonly TrainingSpec[]): Promise<void> {
    this.close();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.#problem = null;
    try {
      for (const spec of specs) {
        this.#measuring = spec.preset;
        const estimate = await this.#client.request('training.estimate', spec, { signal });
        this.#measured.set(spec.preset, { key: costKey(spec), estimate });
      }
    } catch (error) {
      if (signal.aborted || (error instanceof TrilemmaError && error.code === 'cancelled')) return;
      this.#problem = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#controller === controller) this.#measuring = null;
    }
  }

  /** Ends the measuring. */
  close(): void {
    this.#controller?.abort();
    this.#measuring = null;
  }
}

/** What decides over the time of a step, and over memory and disk. */
function costKey({ base, settings }: TrainingSpec): string {
  const { batch, accumulation, r1Gamma, r1Every, freezeGenerator, freezeDiscriminator } = settings;
  const { augmentation, checkpointEvery, keepLast, keepEvery, device } = settings;
  return JSON.stringify([
    base,
    [batch, accumulation, r1Gamma > 0, r1Every, freezeGenerator, freezeDiscriminator, augmentation, device],
    [checkpointEvery, keepLast, keepEvery],
  ]);
}

/** The metrics of one run, as they were and as they come. */
import type { TrainingMetrics } from '../../shared/training.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';

export class TrainingCurves {
  readonly #client: Pick<StudioClient, 'request' | 'on'>;
  readonly #id: string;
  readonly #stopListening: () => void;
  /** The list is grown in place, as a run has a row for each of its steps; what is around it is new each time. */
  #grown = $state.raw<{ readonly points: TrainingMetrics[] }>({ points: [] });
  /** What came while the past was asked for. */
  #waiting: TrainingMetrics[] | null = null;

  constructor(client: Pick<StudioClient, 'request' | 'on'>, id: string) {
    this.#client = client;
    this.#id = id;
    this.#stopListening = client.on('training-metrics', ({ id: of, metrics }) => {
      if (of !== id) return;
      if (this.#waiting === null) this.#append(metrics);
      else this.#waiting.push(...metrics);
    });
  }

  /** By step, ascending. */
  get points(): readonly TrainingMetrics[] {
    return this.#grown.points;
  }

  readonly last: TrainingMetrics | undefined = $derived.by(() => this.points.at(-1));

  /** Fetches what is not here yet: all at first, what was missed after a lost line. */
  async load(): Promise<void> {
    if (this.#waiting !== null) return;
    this.#waiting = [];
    try {
      for (;;) {
        const afterStep = this.last?.step ?? -1;
        const points = await this.#client.request('training.metrics', { id: this.#id, afterStep });
        if (points.length === 0) break;
        this.#append(points);
      }
    } finally {
      const waiting = this.#waiting;
      this.#waiting = null;
      const last = this.last?.step ?? -1;
      this.#append(waiting.filter(({ step }) => step > last));
    }
  }

  close(): void {
    this.#stopListening();
  }

  /** A run that went back to a checkpoint tells its steps anew: those replace what was there. */
  #append(added: readonly TrainingMetrics[]): void {
    const { points } = this.#grown;
    for (const point of added) {
      while ((points.at(-1)?.step ?? -1) >= point.step) points.pop();
      points.push(point);
    }
    this.#grown = { points };
  }
}

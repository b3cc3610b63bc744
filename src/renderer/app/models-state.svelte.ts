import type { ModelSummary, RemovedModelSummary } from '../../shared/models/model-summary.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';

interface Damaged {
  readonly name: string;
  readonly message: string;
}

/** The library of models. */
export class ModelsState {
  readonly #client: StudioClient;
  #list = $state.raw<readonly ModelSummary[] | null>(null);
  #damaged = $state.raw<readonly Damaged[]>([]);
  #removed = $state.raw<readonly RemovedModelSummary[]>([]);

  constructor(client: StudioClient) {
    this.#client = client;
  }

  /** Empty while they are not loaded. */
  get list(): readonly ModelSummary[] {
    return this.#list ?? [];
  }

  get isLoaded(): boolean {
    return this.#list !== null;
  }

  get damaged(): readonly Damaged[] {
    return this.#damaged;
  }

  /** Those in the trash, the latest first. */
  get removed(): readonly RemovedModelSummary[] {
    return this.#removed;
  }

  /** All that are taken, those of damaged models too. */
  readonly names: readonly string[] = $derived.by(() => [
    ...this.list.map(({ card }) => card.name),
    ...this.#damaged.map(({ name }) => name),
  ]);

  /** The model of that name, or else the library's first. */
  named(name: string): ModelSummary | undefined {
    return this.list.find(({ card }) => card.name === name) ?? this.list[0];
  }

  /** What one of an earlier list is now: the same model, or else one of its weights, as after a renaming. */
  current({ card, origin }: ModelSummary): ModelSummary | undefined {
    const same = this.list.filter((model) => model.card.sha256 === card.sha256);
    return same.find((model) => model.origin === origin && model.card.name === card.name) ?? same[0];
  }

  withHash(sha256: string): ModelSummary | undefined {
    return this.list.find(({ card }) => card.sha256 === sha256);
  }

  async load(): Promise<void> {
    const { models, damaged, removed } = await this.#client.request('models.list', {});
    this.#list = models;
    this.#damaged = damaged;
    this.#removed = removed;
  }
}

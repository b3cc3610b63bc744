/** Means of w, which recipes near the mean hold; asked for once per set of weights. */
import { SvelteMap } from 'svelte/reactivity';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { StudioClient } from '../../shared/contract/studio-client.ts';

export class ModelMeans {
  readonly #client: Pick<StudioClient, 'request'>;
  /** By the hash of the weights. */
  readonly #known = new SvelteMap<string, string>();
  /** The one that was asked for last. */
  #asked: { readonly sha256: string; readonly mean: Promise<string> } | undefined;

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  /** Null while it is not loaded. */
  of({ card }: ModelSummary): string | null {
    return this.#known.get(card.sha256) ?? null;
  }

  /** @throws {TrilemmaError} of the request; the next call asks again */
  load({ card }: ModelSummary): Promise<string> {
    const { name, sha256 } = card;
    const known = this.#known.get(sha256);
    if (known !== undefined) return Promise.resolve(known);
    if (this.#asked?.sha256 !== sha256) this.#asked = { sha256, mean: this.#ask(name, sha256) };
    return this.#asked.mean;
  }

  async #ask(name: string, sha256: string): Promise<string> {
    try {
      const { mean } = await this.#client.request('directions.load', { model: name });
      this.#known.set(sha256, mean);
      return mean;
    } finally {
      if (this.#asked?.sha256 === sha256) this.#asked = undefined;
    }
  }
}

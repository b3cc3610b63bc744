import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { ModelDirections } from '../../../shared/direction.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { axesOf, type Axis } from './adjustments.ts';

type Model = Recipe['model'];

/** Axes of each model, by the hash of its weights. */
export class DirectionsState {
  readonly #client: Pick<StudioClient, 'request'>;
  readonly #loaded = new SvelteMap<string, ModelDirections>();
  readonly #loading = new SvelteSet<string>();
  readonly #problems = new SvelteMap<string, string>();

  constructor(client: Pick<StudioClient, 'request'>) {
    this.#client = client;
  }

  /** Undefined until they are loaded. */
  axesOf({ sha256 }: Model): ReturnType<typeof axesOf> | undefined {
    const directions = this.#loaded.get(sha256);
    return directions && axesOf(directions);
  }

  /** What went wrong at the last try, or undefined. */
  problemOf({ sha256 }: Model): string | undefined {
    return this.#problems.get(sha256);
  }

  /** Loads them unless they are there; the first time the studio computes them. */
  async load({ name, sha256 }: Model): Promise<void> {
    if (this.#loaded.has(sha256) || this.#loading.has(sha256)) return;
    this.#loading.add(sha256);
    this.#problems.delete(sha256);
    try {
      this.#loaded.set(sha256, await this.#client.request('directions.load', { model: name }));
    } catch (error) {
      const isDisconnected = error instanceof TrilemmaError && error.code === 'disconnected';
      if (!isDisconnected) this.#problems.set(sha256, error instanceof Error ? error.message : String(error));
    } finally {
      this.#loading.delete(sha256);
    }
  }

  /** @param vector base64 of float32 [zEmbDim]. */
  async save({ name: model, sha256 }: Model, name: string, vector: string): Promise<void> {
    const saved = await this.#client.request('directions.save', { model, name, vector });
    this.#change(sha256, (before) => [...before, saved]);
  }

  async rename({ sha256 }: Model, { id }: Axis, name: string): Promise<void> {
    await this.#client.request('directions.rename', { id, name });
    this.#change(sha256, (before) => before.map((one) => (one.id === id ? { ...one, name } : one)));
  }

  async remove({ sha256 }: Model, { id }: Axis): Promise<void> {
    await this.#client.request('directions.remove', { id });
    this.#change(sha256, (before) => before.filter((one) => one.id !== id));
  }

  #change(sha256: string, change: (saved: ModelDirections['saved']) => ModelDirections['saved']): void {
    const before = this.#loaded.get(sha256);
    if (before !== undefined) this.#loaded.set(sha256, { ...before, saved: change(before.saved) });
  }
}

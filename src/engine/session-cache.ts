import { peakActivationBytes } from '../core/onnx/memory.ts';
import { samplerFromFile } from './networks.ts';
import type { Provider } from '../shared/device.ts';
import type { ModelFile } from './protocol.ts';
import { Session } from './runtime.ts';

/** Models kept ready; each holds its weights twice, once as the runtime prepared them. */
const CAPACITY = 2;

export interface LoadedGenerator {
  /** Of the graph that sampling needs. */
  readonly session: Pick<Session, 'run'>;
  /** Activations of one picture. */
  readonly peakBytesPerPicture: number;
}

/** The last models that were used, least recent first. */
export class SessionCache {
  readonly #loaded = new Map<string, LoadedGenerator & { readonly session: Session }>();

  async generator(model: ModelFile, provider: Provider): Promise<LoadedGenerator> {
    const key = JSON.stringify([model, provider]);
    const known = this.#loaded.get(key);
    if (known !== undefined) {
      this.#loaded.delete(key);
      this.#loaded.set(key, known);
      return known;
    }
    await this.#makeRoom();
    const graph = samplerFromFile(model.path, model.architecture);
    const peakBytesPerPicture = peakActivationBytes(graph, { batch: 1 });
    const loaded = { session: await Session.load(graph, provider), peakBytesPerPicture };
    this.#loaded.set(key, loaded);
    return loaded;
  }

  async #makeRoom(): Promise<void> {
    for (const [key, { session }] of this.#loaded) {
      if (this.#loaded.size < CAPACITY) return;
      this.#loaded.delete(key);
      await session[Symbol.asyncDispose]();
    }
  }
}

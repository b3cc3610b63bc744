import { LRUCache } from 'lru-cache';
import { peakActivationBytes } from '../../core/onnx/memory.ts';
import { samplerFromFile } from '../networks.ts';
import type { Provider } from '../../shared/device.ts';
import type { ModelFile } from '../protocol.ts';
import { Session } from './runtime.ts';

/**
 * Models kept ready, and pairs of models that pictures are between; each holds its weights twice, a model once as the
 * runtime prepared them. A path goes from a model through a pair to another model.
 */
const CAPACITY = { models: 2, pairs: 1 };

export interface LoadedGenerator {
  /** Loaded with the graph that sampling needs. */
  readonly session: Pick<Session, 'run'>;
  /** Activations of one picture. */
  readonly peakBytesPerPicture: number;
}

type Loaded = LoadedGenerator & { readonly session: Session };

export class SessionCache {
  readonly #loaded = {
    models: new LRUCache<string, Loaded>({ max: CAPACITY.models }),
    pairs: new LRUCache<string, Loaded>({ max: CAPACITY.pairs }),
  };

  async generator(model: ModelFile, provider: Provider): Promise<LoadedGenerator> {
    const key = JSON.stringify([model, provider]);
    const cache = this.#loaded[model.towards === undefined ? 'models' : 'pairs'];
    const known = cache.get(key);
    if (known !== undefined) return known;
    // The memory of an old session is free before the new one is loaded.
    while (cache.size >= cache.max) await cache.pop()?.session[Symbol.asyncDispose]();
    const graph = samplerFromFile(model);
    const peakBytesPerPicture = peakActivationBytes(graph, { batch: 1 });
    const loaded = { session: await Session.load(graph, provider), peakBytesPerPicture };
    cache.set(key, loaded);
    return loaded;
  }
}

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
  /** Of the graph that sampling needs. */
  readonly session: Pick<Session, 'run'>;
  /** Activations of one picture. */
  readonly peakBytesPerPicture: number;
}

type Loaded = LoadedGenerator & { readonly session: Session };

/** The last that were used, least recent first. */
export class SessionCache {
  readonly #loaded = { models: new Map<string, Loaded>(), pairs: new Map<string, Loaded>() };

  async generator(model: ModelFile, provider: Provider): Promise<LoadedGenerator> {
    const key = JSON.stringify([model, provider]);
    const kind = model.towards === undefined ? 'models' : 'pairs';
    const alike = this.#loaded[kind];
    const known = alike.get(key);
    if (known !== undefined) {
      alike.delete(key);
      alike.set(key, known);
      return known;
    }
    await makeRoom(alike, CAPACITY[kind]);
    const graph = samplerFromFile(model);
    const peakBytesPerPicture = peakActivationBytes(graph, { batch: 1 });
    const loaded = { session: await Session.load(graph, provider), peakBytesPerPicture };
    alike.set(key, loaded);
    return loaded;
  }
}

async function makeRoom(loaded: Map<string, Loaded>, capacity: number): Promise<void> {
  for (const [key, { session }] of loaded) {
    if (loaded.size < capacity) return;
    loaded.delete(key);
    await session[Symbol.asyncDispose]();
  }
}

import { LRUCache } from 'lru-cache';
import { recipeAtKeyFrame } from '../../../core/latent/path/key-frames.ts';
import { keyFrameModel } from '../../../core/latent/path/models.ts';
import type { KeyFrameStyles } from '../../../core/latent/path/style.ts';
import type { EngineClient } from '../../../engine/client.ts';
import type { Device } from '../../../shared/device.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import { keyFrameStyles } from './key-frame-styles.ts';
import type { PathModels } from './path-models.ts';

/** Paths that are edited at a time, and what they were before the last edits. */
const MOST_PATHS = 8;

/** w of key frames, computed once as long as they stay what they are: a scrubber asks for frames many times a second. */
export class StyleCache {
  readonly #engine: EngineClient;
  readonly #known = new LRUCache<string, Promise<KeyFrameStyles | undefined>>({ max: MOST_PATHS });

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** As `keyFrameStyles`, which it throws as. */
  of(models: PathModels, path: LatentPath, device: Device): Promise<KeyFrameStyles | undefined> {
    if (path.kind === 'drift' || path.space === 'z') return Promise.resolve(undefined);
    const pictures = path.keyFrames.map((_, index) => recipeAtKeyFrame(path, index));
    const weights = path.keyFrames.map((_, index) => models.of(keyFrameModel(path, index)).card.sha256);
    const key = JSON.stringify([weights, device, path.steps, pictures]);
    const styles = this.#known.get(key) ?? keyFrameStyles(this.#engine, models, path, device);
    this.#known.set(key, styles);
    styles.catch(() => this.#known.delete(key));
    return styles;
  }
}

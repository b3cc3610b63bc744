import type { EngineClient } from '../../engine/client.ts';
import { findModel } from '../models/library.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import { RenderQueue } from '../rendering/render-queue.ts';
import { StyleCache } from './path/style-cache.ts';

/** What paths are rendered with. */
export interface PathServices {
  readonly engine: EngineClient;
  readonly models: Pick<CheckedModels, 'find'>;
  readonly renderQueue: RenderQueue;
  readonly styles: StyleCache;
}

/** Those of a program that does nothing else. */
export function pathServices(engine: EngineClient, folders: ModelFolders): PathServices {
  return {
    engine,
    models: { find: (hash) => findModel(hash, folders) },
    renderQueue: new RenderQueue(engine),
    styles: new StyleCache(engine),
  };
}

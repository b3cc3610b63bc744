import type { EngineClient } from '../../engine/client.ts';
import { RenderQueue } from '../rendering/render-queue.ts';
import { StyleCache } from './style-cache.ts';

/** What paths are rendered with. */
export interface PathServices {
  readonly engine: EngineClient;
  readonly renderQueue: RenderQueue;
  readonly styles: StyleCache;
}

/** Those of a program that does nothing else. */
export function pathServices(engine: EngineClient): PathServices {
  return { engine, renderQueue: new RenderQueue(engine), styles: new StyleCache(engine) };
}

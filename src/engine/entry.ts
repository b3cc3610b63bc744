import { extname } from 'node:path';

/**
 * Another entry point of the engine, beside the module at `from`: `.ts` when run from the sources, `.js` when built.
 */
export function entryUrl(name: 'engine-process' | 'sampler-thread', from: string): URL {
  return new URL(`./${name}${extname(new URL(from).pathname)}`, from);
}

import { extname } from 'node:path';

/** The entry point of another process or thread, beside the module at `from`: `.ts` when run from the sources, `.js` when built. */
export function entryUrl(
  name: 'engine-process' | 'sampler-thread' | 'video-comment-thread',
  from: string,
): URL {
  return new URL(`./${name}${extname(new URL(from).pathname)}`, from);
}

import { Worker } from 'node:worker_threads';
import { entryUrl } from '../../../platform/entry-url.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

/** Some milliseconds are usual; a busy machine may take seconds to begin. */
const LONGEST_MS = 10_000;
/** The comment stands in the header, of which no more than some megabytes are looked at. */
const MOST_MEGABYTES = 128;

/**
 * The comment that an MP4 or WebM carries; empty where there is none.
 *
 * @throws TrilemmaError 'recipe-invalid' where the file is damaged.
 */
export async function videoComment(file: string, longestMs = LONGEST_MS): Promise<string> {
  const thread = new Worker(entryUrl('video-comment-thread', import.meta.url), {
    workerData: file,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  thread.once('message', resolve);
  thread.once('error', reject);
  const deadline = setTimeout(() => reject(new Error('the reader does not come to an end')), longestMs);
  try {
    return await promise;
  } catch (cause) {
    throw new TrilemmaError('recipe-invalid', `${file} is damaged: no path can be read from it.`, { cause });
  } finally {
    clearTimeout(deadline);
    await thread.terminate();
  }
}

import { assertNever } from '../../shared/assert-never.ts';
import type { VideoFiles } from './encode-video.ts';
import type { FromEncoder, ToEncoder, VideoTask } from './video-task.ts';

/**
 * Runs a task in a thread of its own, which is loaded only then.
 *
 * @returns whether a trial succeeded; true for a finished encoding
 * @throws whatever `files` throws, or an Error if the encoding fails
 */
export function runEncoder(task: VideoTask, files: VideoFiles): Promise<boolean> {
  const thread = new Worker(new URL('./encoder-thread.ts', import.meta.url), { type: 'module' });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const send = (message: ToEncoder) => thread.postMessage(message);
  // A failed request ends the thread, so it needs no answer.
  const answer = (id: number, work: Promise<unknown>) =>
    void work.then((value) => send({ kind: 'result', id, value }), reject);

  thread.onmessage = ({ data }: MessageEvent<FromEncoder>) => {
    switch (data.kind) {
      case 'frames':
        answer(data.id, files.frames(data.first, data.count));
        return;
      case 'append':
        answer(data.id, files.append(data.position, data.bytes));
        return;
      case 'done':
        resolve(data.worked);
        return;
      case 'failed':
        reject(new Error(data.message));
        return;
      default:
        assertNever(data);
    }
  };
  thread.onerror = ({ message }) => reject(new Error(message));
  send({ kind: 'begin', task });
  return promise.finally(() => thread.terminate());
}

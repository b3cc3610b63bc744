import { assertNever } from '../../shared/assert-never.ts';
import type { VideoLine } from './encode-video.ts';
import type { FromEncoder, ToEncoder, VideoTask } from './video-task.ts';

/**
 * Runs a task in a thread of its own, which is loaded only then.
 *
 * @returns whether what was tried works.
 * @throws Error where it fails; first of all the line's own error, if it has one.
 */
export function runEncoder(task: VideoTask, line: VideoLine): Promise<boolean> {
  const thread = new Worker(new URL('./encoder-thread.ts', import.meta.url), { type: 'module' });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const send = (message: ToEncoder) => thread.postMessage(message);

  async function answer(id: number, work: Promise<unknown>): Promise<void> {
    try {
      const frames = await work;
      send({ kind: 'answer', id, frames: Array.isArray(frames) ? frames : [] });
    } catch (error) {
      // The thread would only have its text.
      reject(error instanceof Error ? error : new Error(String(error)));
      send({ kind: 'refuse', id, message: String(error) });
    }
  }

  thread.onmessage = ({ data }: MessageEvent<FromEncoder>) => {
    switch (data.kind) {
      case 'frames':
        void answer(data.id, line.frames(data.first, data.count));
        return;
      case 'append':
        void answer(data.id, line.append(data.position, data.bytes));
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

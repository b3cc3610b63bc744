/** The thread that encodes: turning pixels into planes would keep the page from answering. */
import { assertNever } from '../../shared/assert-never.ts';
import type { Pixels } from '../../shared/picture.ts';
import { encodeVideo, tryVideo, type VideoLine } from './encode-video.ts';
import type { FromEncoder, ToEncoder, VideoTask } from './video-task.ts';

const waiting = new Map<number, PromiseWithResolvers<readonly Pixels[]>>();
let nextId = 1;

function tell(message: FromEncoder): void {
  self.postMessage(message);
}

function asked(message: (id: number) => FromEncoder): Promise<readonly Pixels[]> {
  const id = nextId++;
  const answer = Promise.withResolvers<readonly Pixels[]>();
  waiting.set(id, answer);
  tell(message(id));
  return answer.promise;
}

const line: VideoLine = {
  frames: (first, count) => asked((id) => ({ kind: 'frames', id, first, count })),
  append: (position, bytes) => asked((id) => ({ kind: 'append', id, position, bytes })),
};

async function run(task: VideoTask): Promise<void> {
  try {
    if (task.kind === 'try') tell({ kind: 'done', worked: await tryVideo(task.shape) });
    else {
      await encodeVideo(task.work, line);
      tell({ kind: 'done', worked: true });
    }
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToEncoder>) => {
  switch (data.kind) {
    case 'begin':
      void run(data.task);
      return;
    case 'answer':
      waiting.get(data.id)?.resolve(data.frames);
      break;
    case 'refuse':
      waiting.get(data.id)?.reject(new Error(data.message));
      break;
    default:
      assertNever(data);
  }
  waiting.delete(data.id);
});

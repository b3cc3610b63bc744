/** The thread that encodes: converting pixels would keep the page from answering. */
import { PendingRequests } from '../../shared/pending-requests.ts';
import { encodeVideo, tryVideo, type VideoFiles } from './encode-video.ts';
import type { FromEncoder, ToEncoder, VideoTask } from './video-task.ts';

const requests = new PendingRequests();

function send(message: FromEncoder): void {
  self.postMessage(message);
}

const files: VideoFiles = {
  frames: (first, count) => requests.start((id) => send({ kind: 'frames', id, first, count })),
  append: (position, bytes) => requests.start((id) => send({ kind: 'append', id, position, bytes })),
};

async function run(task: VideoTask): Promise<void> {
  try {
    if (task.kind === 'try') send({ kind: 'done', worked: await tryVideo(task.shape) });
    else {
      await encodeVideo(task.work, files);
      send({ kind: 'done', worked: true });
    }
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToEncoder>) => {
  if (data.kind === 'begin') void run(data.task);
  else requests.receive(data);
});

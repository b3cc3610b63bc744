/** Reads a video's comment in a thread of its own: the reader of videos may go round in circles in a damaged one. */
import { parentPort, workerData } from 'node:worker_threads';
import { FilePathSource, Input, MP4, WEBM } from 'mediabunny';

using input = new Input({ source: new FilePathSource(workerData as string), formats: [MP4, WEBM] });
const { comment } = await input.getMetadataTags();
parentPort!.postMessage(comment ?? '');

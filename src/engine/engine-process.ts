/**
 * The engine process: it owns the sampler thread and stays free to answer while that thread computes. A native abort
 * in ONNX Runtime ends this process and nothing else; its client starts another.
 */
import { Worker } from 'node:worker_threads';
import { entryUrl } from '../platform/entry-url.ts';
import { parentPort } from './parent-port.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

const HEARTBEAT_MS = 1000;

const parent = parentPort();
const thread = new Worker(entryUrl('sampler-thread', import.meta.url));

/** Requests that are not answered; while there are any, the parent listens for the heartbeat. */
const unanswered = new Set<number>();
let heartbeat: NodeJS.Timeout | undefined;

thread.on('message', (message: FromEngine) => {
  parent.send(message);
  if (message.kind !== 'result' && message.kind !== 'error') return;
  unanswered.delete(message.id);
  if (unanswered.size > 0) return;
  clearInterval(heartbeat);
  heartbeat = undefined;
});
thread.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
parent.onMessage((message: ToEngine) => {
  thread.postMessage(message);
  if (message.kind !== 'request') return;
  unanswered.add(message.id);
  heartbeat ??= setInterval(() => parent.send({ kind: 'heartbeat' }), HEARTBEAT_MS);
});
// Ctrl-C where processes have no groups (Windows), and the end of a session, reach this one too; what they mean is the
// parent's to decide.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
// An exit would wait for the thread, which may be in native code for long.
parent.onClose(() => process.kill(process.pid, 'SIGKILL'));

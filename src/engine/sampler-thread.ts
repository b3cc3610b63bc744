/** The sampler thread: takes requests one after the other and computes them with ONNX Runtime. */
import { parentPort } from 'node:worker_threads';
import { existsSync } from 'node:fs';
import { usersDataFolder } from '../platform/data-folder.ts';
import { asTrilemmaError } from '../platform/error-log.ts';
import { holdFolder } from '../platform/held-folders.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { methods } from './methods.ts';
import type { FromEngine, Method, Methods, ToEngine } from './protocol.ts';
import type { MethodContext } from './method-context.ts';

const port = parentPort;
if (port === null) throw new Error('The sampler thread runs as a worker.');
const send = (message: FromEngine) => port.postMessage(message);

// For the log of errors, which would make a folder anew that is gone by then.
if (existsSync(usersDataFolder())) holdFolder(usersDataFolder());

const cancelled = new Set<number>();
let last: Promise<void> = Promise.resolve();

port.on('message', (message: ToEngine) => {
  if (message.kind === 'cancel') cancelled.add(message.id);
  else last = last.then(() => answer(message));
});

async function answer<M extends Method>(request: {
  id: number;
  method: M;
  params: Methods[M]['params'];
}): Promise<void> {
  const { id } = request;
  const context: MethodContext<Methods[M]['progress']> = {
    progress: (value) => send({ kind: 'progress', id, value }),
    checkpoint: async () => {
      await new Promise(setImmediate);
      if (cancelled.has(id)) throw new TrilemmaError('cancelled', 'Cancelled.');
    },
  };
  try {
    await context.checkpoint();
    const run = methods[request.method] as MethodOf<M>;
    send({ kind: 'result', id, value: await run(request.params, context) });
  } catch (error) {
    send({ kind: 'error', id, ...described(error) });
  } finally {
    cancelled.delete(id);
  }
}

type MethodOf<M extends Method> = (
  params: Methods[M]['params'],
  context: MethodContext<Methods[M]['progress']>,
) => Promise<Methods[M]['result']>;

function described(error: unknown) {
  const { code, message } = asTrilemmaError(error);
  return { code, message };
}

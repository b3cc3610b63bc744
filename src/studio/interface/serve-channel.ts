/** Answers one interface over its line: checks what comes in, runs it, and keeps the line free of what was cancelled. */
import { z } from 'zod';
import type { Channel, FromStudio, ToStudio } from '../../shared/contract/messages.ts';
import type { Progress, RequestName } from '../../shared/contract/requests.ts';
import { messageSchema, requestSchemas } from '../../shared/contract/schemas.ts';
import { asTrilemmaError } from '../../platform/error-log.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { listed } from '../../shared/listed.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers, HandlerContext } from './handlers.ts';

/**
 * Serves until the line closes; what is running for it then is cancelled. Jobs go on.
 *
 * @param onClose called once, when the line has closed
 * @param mayAnswer throws where a request cannot be answered now
 * @returns what ends the serving from this side
 */
export function serveChannel(
  channel: Channel<FromStudio, ToStudio>,
  handlers: Handlers,
  events: EventHub,
  onClose: () => void = () => undefined,
  mayAnswer: (name: RequestName) => void = () => undefined,
): () => void {
  const running = new Map<number, AbortController>();
  const line = new AbortController();
  let open = true;
  const send = (message: FromStudio) => {
    if (open) channel.send(message);
  };
  const stopListening = events.listen((event) => send({ kind: 'event', ...event }));
  const close = () => {
    if (!open) return;
    open = false;
    stopListening();
    for (const controller of running.values()) controller.abort();
    line.abort();
    onClose();
  };
  channel.onMessage((message) => void receive(message));
  channel.onClose(close);
  return close;

  async function receive(raw: unknown): Promise<void> {
    const parsed = messageSchema.safeParse(raw);
    if (!open) return;
    if (!parsed.success) {
      refuse(raw, parsed.error);
      return;
    }
    const message = parsed.data;
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const { id, name, params } = message;
    // The first of that id is to have the answer.
    if (running.has(id)) return;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      mayAnswer(name);
      const value = await answer(handlers, name, params, {
        signal: controller.signal,
        line: line.signal,
        progress: (progress: Progress<typeof name>) => {
          if (!controller.signal.aborted) send({ kind: 'progress', id, value: progress });
        },
      });
      send({ kind: 'result', id, value });
    } catch (error) {
      send({ kind: 'error', id, ...described(error) });
    } finally {
      running.delete(id);
    }
  }

  /** A message that is no valid request is answered only where it has an id. */
  function refuse(raw: unknown, error: z.ZodError): void {
    const request = requestIdSchema.safeParse(raw);
    if (!request.success || running.has(request.data.id)) return;
    const message = `The studio does not know such a request: ${inOneLine(error)}.`;
    send({ kind: 'error', id: request.data.id, code: 'usage', message });
  }
}

const requestIdSchema = z.object({ kind: z.literal('request'), id: z.int().nonnegative() });

async function answer<R extends RequestName>(
  handlers: Handlers,
  name: R,
  params: unknown,
  context: HandlerContext<R>,
): Promise<unknown> {
  const checked = requestSchemas[name].safeParse(params);
  if (!checked.success) {
    throw new TrilemmaError('usage', `The request ${name} is not valid: ${inOneLine(checked.error)}.`);
  }
  return await handlers[name](checked.data, context);
}

/** Where each fault is, and what it is. */
function inOneLine({ issues }: z.ZodError): string {
  const faults = issues.map(({ path, message }) => {
    const where = z.core.toDotPath(path);
    return `${where === '' ? '' : `${where}: `}${message.replace(/\.$/, '')}`;
  });
  return listed(faults, { separator: '; ' });
}

function described(error: unknown): Pick<Extract<FromStudio, { kind: 'error' }>, 'code' | 'message'> {
  const { code, message } = asTrilemmaError(error);
  return { code, message };
}

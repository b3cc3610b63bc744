import type { Channel, FromStudio, ToStudio } from '../../shared/contract/messages.ts';
import { StudioClient } from '../../shared/contract/studio-client.ts';

/**
 * A client of a studio in the same process, for programs that are no interface for people. Disposing of it closes the
 * channel.
 *
 * @param serve connects the studio to its end of the channel
 */
export function localClient(
  serve: (channel: Channel<FromStudio, ToStudio>) => void,
): StudioClient & Disposable {
  const client = new StudioClient();
  let toStudio: (message: ToStudio) => void = () => undefined;
  let toClient: (message: FromStudio) => void = () => undefined;
  const closed = new Set<() => void>();
  const onClose = (listener: () => void) => void closed.add(listener);
  client.connect({
    send: (message) => toStudio(message),
    onMessage: (listener) => (toClient = listener),
    onClose,
  });
  serve({
    send: (message) => toClient(message),
    onMessage: (listener) => (toStudio = listener),
    onClose,
  });
  return Object.assign(client, {
    [Symbol.dispose]: () => {
      for (const listener of closed) listener();
    },
  });
}

import type { MessagePortMain } from 'electron';
import type { Channel, FromStudio, ToStudio } from '../../shared/contract/messages.ts';

export interface PortChannel extends Channel<FromStudio, ToStudio> {
  /** Ends the line from this side. */
  close(): void;
}

/** The studio's line to an interface in a window. */
export function channelOfPort(port: MessagePortMain): PortChannel {
  let open = true;
  const closeListeners: (() => void)[] = [];
  const closed = () => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) listener();
  };
  port.on('close', closed);
  return {
    send(message) {
      if (open) port.postMessage(message);
    },
    onMessage(listener) {
      // What comes is checked by the studio.
      port.on('message', ({ data }) => listener(data as ToStudio));
      port.start();
    },
    onClose(listener) {
      closeListeners.push(listener);
    },
    close() {
      port.close();
      closed();
    },
  };
}

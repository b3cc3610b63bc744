import type { WebSocket } from 'ws';
import { decodeMessage, encodeMessage } from '../shared/contract/codec.ts';
import type { Channel, FromStudio, ToStudio } from '../shared/contract/messages.ts';

const MEGABYTE = 2 ** 20;
/** Beyond this the other side does not keep up, and gets no more previews: newer ones follow. */
const PREVIEWS_STOP = 8 * MEGABYTE;
/** Beyond this nobody reads any more. */
const GIVE_UP = 512 * MEGABYTE;

/** Close codes of RFC 6455. */
const UNSUPPORTED_DATA = 1003;
const INVALID_PAYLOAD = 1007;

/** The studio's line to an interface in a browser. Bytes that are no message end it; the rest the studio checks. */
export function channelOfSocket(socket: WebSocket): Channel<FromStudio, ToStudio> {
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > GIVE_UP) {
        socket.terminate();
        return;
      }
      if (isPreview(message) && socket.bufferedAmount > PREVIEWS_STOP) return;
      socket.send(encodeMessage(message));
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => {
        if (!isBinary || !(data instanceof Uint8Array)) {
          socket.close(UNSUPPORTED_DATA);
          return;
        }
        const message = decoded(data);
        if (message === undefined) socket.close(INVALID_PAYLOAD);
        else listener(message as ToStudio);
      });
    },
    onClose(listener) {
      socket.on('close', listener);
    },
  };
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decodeMessage(bytes);
  } catch {
    return undefined;
  }
}

function isPreview(message: FromStudio): boolean {
  return message.kind === 'progress'
    ? 'kind' in message.value && message.value.kind === 'preview'
    : message.kind === 'event' && message.name === 'job-preview';
}

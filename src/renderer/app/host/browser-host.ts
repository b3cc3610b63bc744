import { decodeMessage, encodeMessage } from '../../../shared/contract/codec.ts';
import type { FromStudio } from '../../../shared/contract/messages.ts';
import type { Host } from './host.ts';
import { uploadFile } from './upload-file.ts';

const RETRY_MS = 500;

/** The browser host: a WebSocket, opened again when it is lost; dropped files are uploaded. */
export function browserHost(): Host {
  return { connect, pathOf: uploadFile };
}

const connect: Host['connect'] = (onChannel, onStatus) => {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/studio`);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    onChannel({
      send: (message) => socket.send(encodeMessage(message)),
      onMessage: (listener) =>
        socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
          listener(decodeMessage(new Uint8Array(data)) as FromStudio),
        ),
      onClose: (listener) => socket.addEventListener('close', listener),
    });
    onStatus(true);
  });
  socket.addEventListener('close', () => {
    onStatus(false);
    setTimeout(() => connect(onChannel, onStatus), RETRY_MS);
  });
};

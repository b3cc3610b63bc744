import { decodeMessage, encodeMessage } from '../../shared/contract/codec.ts';
import type { FromStudio } from '../../shared/contract/messages.ts';
import { type ErrorCode, TrilemmaError } from '../../shared/errors.ts';
import type { Host } from './host.ts';

const RETRY_MS = 500;

/** The browser host: a WebSocket, opened again when it is lost; dropped files are uploaded. */
export function browserHost(): Host {
  return { connect, pathOf };
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

/** `fetch` tells no progress of an upload; XMLHttpRequest does. */
const pathOf: Host['pathOf'] = (file, { signal, onProgress }) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const upload = new XMLHttpRequest();
  const fail = (code: ErrorCode, message: string) => reject(new TrilemmaError(code, message));
  upload.open('POST', `/uploads?name=${encodeURIComponent(file.name)}`);
  upload.responseType = 'json';
  upload.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
  upload.onload = () => {
    const answer = upload.response as { path?: string; error?: { code: ErrorCode; message: string } } | null;
    if (answer?.path !== undefined) resolve(answer.path);
    else
      fail(answer?.error?.code ?? 'file', answer?.error?.message ?? `${file.name} could not be handed over.`);
  };
  upload.onerror = () =>
    fail('disconnected', `${file.name} could not be handed over: the studio does not answer.`);
  upload.onabort = () => fail('cancelled', 'Cancelled.');
  signal?.addEventListener('abort', () => upload.abort());
  upload.send(file);
  return promise;
};

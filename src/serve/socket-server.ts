import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { HostServices } from '../studio/interface/host-services.ts';
import type { Studio } from '../studio/studio.ts';
import type { Access } from './access.ts';
import { targetOf } from './request-listener.ts';
import { channelOfSocket } from './socket-channel.ts';

const STUDIO = '/studio';
/** A job of ten thousand edited recipes is well below. */
const MOST_BYTES = 32 * 2 ** 20;
const GOING_AWAY = 1001;

/** Takes WebSockets from the interface's own page and connects each to the studio. */
export class SocketServer {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_BYTES,
    perMessageDeflate: false,
  });
  readonly #access: Access;
  readonly #studio: Pick<Studio, 'connect'>;
  readonly #services: HostServices;

  constructor(access: Access, studio: Pick<Studio, 'connect'>, services: HostServices) {
    this.#access = access;
    this.#studio = studio;
    this.#services = services;
  }

  readonly upgrade = (request: IncomingMessage, line: Duplex, head: Buffer): void => {
    const refusal = this.#refusal(request);
    if (refusal !== undefined) {
      line.on('error', () => line.destroy());
      line.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, line, head, (socket) => {
      // A frame beyond the limit or against the protocol; the library closes the line.
      socket.on('error', () => undefined);
      this.#studio.connect(channelOfSocket(socket), this.#services);
    });
  };

  close(): void {
    for (const socket of this.#server.clients) {
      socket.close(GOING_AWAY);
      // An interface that does not answer is not waited for.
      setTimeout(() => socket.terminate(), 500).unref();
    }
    this.#server.close();
  }

  #refusal(request: IncomingMessage): string | undefined {
    if (this.#access.hostOf(request) === undefined) return '421 Misdirected Request';
    if (!this.#access.isOwnPage(request)) return '403 Forbidden';
    if (!this.#access.hasCookie(request)) return '401 Unauthorized';
    if (targetOf(request).path !== STUDIO) return '404 Not Found';
    return undefined;
  }
}

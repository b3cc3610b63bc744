/**
 * Who may come in. The port is open to every program and every page on this machine, so each request must show that
 * it was meant for this host (its Host header, against DNS rebinding), and that it comes from an interface that was
 * opened with the printed address (a cookie). What changes something must also come from the interface's own page
 * (its Origin): cookies know no ports.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const SECRET_BYTES = 32;

export class Access {
  readonly port: number;
  /** For the address that is printed. */
  readonly token = secret();
  readonly #session = secret();
  readonly #hosts: ReadonlySet<string>;

  constructor(port: number) {
    this.port = port;
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
  }

  /** The host that a request was sent to, where that is this one. */
  hostOf({ headers }: IncomingMessage): string | undefined {
    const host = headers.host?.toLowerCase();
    return host !== undefined && this.#hosts.has(host) ? host : undefined;
  }

  isToken(token: string): boolean {
    return equal(token, this.token);
  }

  /** The value of Set-Cookie that lets an interface in. Its name has the port: a second studio has its own. */
  get cookie(): string {
    return `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  hasCookie({ headers }: IncomingMessage): boolean {
    const prefix = `${this.#cookieName}=`;
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.some((pair) => pair.startsWith(prefix) && equal(pair.slice(prefix.length), this.#session));
  }

  /** True if a page of this very host sent it. */
  isOwnPage(request: IncomingMessage): boolean {
    const host = this.hostOf(request);
    return host !== undefined && request.headers.origin === `http://${host}`;
  }

  get #cookieName(): string {
    return `trilemma-${this.port}`;
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** In a time that tells nothing of how much of the text is right. */
function equal(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

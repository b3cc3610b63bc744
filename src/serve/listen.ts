import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { systemCode } from '../platform/file-error.ts';
import { TrilemmaError } from '../shared/errors.ts';

/** Tried first, so that the studio is usually where it was. */
const USUAL_PORT = 8745;
const LOOPBACK = '127.0.0.1';
const LOOPBACK_6 = '::1';

/**
 * Listens on loopback, on a port that was asked for, or else the usual one, or else any that is free.
 *
 * @throws {TrilemmaError} `usage` where the port that was asked for cannot be had.
 */
export async function listenOnLoopback(server: Server, asked: number | undefined): Promise<number> {
  try {
    return await listen(server, asked ?? USUAL_PORT, LOOPBACK);
  } catch (cause) {
    if (systemCode(cause) === undefined) throw cause;
    if (asked === undefined) return listen(server, 0, LOOPBACK);
    const why = systemCode(cause) === 'EACCES' ? 'may not be used by you' : 'is in use';
    throw new TrilemmaError('usage', `Port ${asked} ${why}: name another, or none.`, { cause });
  }
}

/** `localhost` is this address on some machines; others have no such address, and need none. */
export async function listenOnLoopback6(server: Server, port: number): Promise<void> {
  await listen(server, port, LOOPBACK_6).catch(() => undefined);
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

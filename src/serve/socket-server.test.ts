import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { smallStudio } from '../host/testing/small-studio.ts';
import { decodeMessage, encodeMessage } from '../shared/contract/codec.ts';
import type { FromStudio } from '../shared/contract/messages.ts';
import { type OpenHost, openHost } from './testing/open-host.ts';

type Headers = Readonly<Record<string, string>>;

function dial(open: OpenHost, headers: Headers, path = '/studio'): WebSocket {
  return new WebSocket(`ws://${open.authority}${path}`, { headers });
}

/** The status that a dial was refused with. */
async function refusal(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode?: number; resume(): void },
  ];
  response.resume();
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}

async function connected(open: OpenHost): Promise<WebSocket> {
  const socket = dial(open, { Cookie: await open.cookie(), Origin: open.origin });
  await once(socket, 'open');
  return socket;
}

async function next(socket: WebSocket): Promise<FromStudio> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return decodeMessage(data) as FromStudio;
}

describe('the line to the studio', () => {
  it('answers requests', async () => {
    const open = await openHost();
    const socket = await connected(open);
    socket.send(encodeMessage({ kind: 'request', id: 7, name: 'app.info', params: {} }));
    expect(await next(socket)).toMatchObject({
      kind: 'result',
      id: 7,
      value: { capabilities: { nativeDialogs: false, dragOut: false } },
    });
    socket.send(
      encodeMessage({ kind: 'request', id: 8, name: 'files.choose', params: { purpose: 'folder' } }),
    );
    expect(await next(socket)).toMatchObject({ kind: 'error', id: 8, code: 'usage' });
  });

  it('tells every open interface', async () => {
    const open = await openHost();
    const sockets = [await connected(open), await connected(open)];
    const told = sockets.map(next);
    open.studio.events.emit('gallery-changed', null);
    expect(await Promise.all(told)).toEqual([
      { kind: 'event', name: 'gallery-changed', payload: null },
      { kind: 'event', name: 'gallery-changed', payload: null },
    ]);
  });

  it('carries bytes as bytes', async () => {
    const open = await openHost();
    const socket = await connected(open);
    const told = next(socket);
    const rgba = Uint8Array.of(1, 2, 3, 255);
    const pixels = { width: 1, height: 1, rgba };
    open.studio.events.emit('job-preview', { id: 'a', index: 0, step: 1, steps: 4, pixels });
    const message = await told;
    expect(message).toMatchObject({ name: 'job-preview' });
    const { payload } = message as Extract<FromStudio, { name: 'job-preview' }>;
    expect(payload.pixels.rgba).toBeInstanceOf(Uint8Array);
    expect([...payload.pixels.rgba]).toEqual([...rgba]);
  });

  it('cancels what runs for an interface that is gone', async () => {
    const gone = Promise.withResolvers<boolean>();
    const begun = Promise.withResolvers<boolean>();
    const studio = smallStudio({
      'devices.test': (_params, { signal }) => {
        begun.resolve(true);
        signal.addEventListener('abort', () => gone.resolve(true));
        return new Promise(() => undefined);
      },
    });
    const socket = await connected(await openHost(studio));
    socket.send(encodeMessage({ kind: 'request', id: 1, name: 'devices.test', params: { device: 'cpu' } }));
    await begun.promise;
    socket.terminate();
    expect(await gone.promise).toBe(true);
  });

  it.each<[string, number, (headers: Headers, open: OpenHost) => Headers]>([
    ['no cookie', 401, (headers) => ({ ...headers, Cookie: '' })],
    ['a wrong cookie', 401, (headers, { host }) => ({ ...headers, Cookie: `trilemma-${host.port}=x` })],
    ['no origin', 403, (headers) => ({ ...headers, Origin: '' })],
    ['a foreign origin', 403, (headers) => ({ ...headers, Origin: 'http://evil.example' })],
    ['another port as origin', 403, (headers) => ({ ...headers, Origin: 'http://127.0.0.1:1' })],
    ['https as origin', 403, (headers, { authority }) => ({ ...headers, Origin: `https://${authority}` })],
    ['a sandboxed page as origin', 403, (headers) => ({ ...headers, Origin: 'null' })],
    [
      'localhost as origin of 127.0.0.1',
      403,
      (headers, { host }) => ({ ...headers, Origin: `http://localhost:${host.port}` }),
    ],
    [
      'a foreign host',
      421,
      (headers, { host }) => ({
        ...headers,
        Host: `evil.example:${host.port}`,
        Origin: `http://evil.example:${host.port}`,
      }),
    ],
  ])('refuses %s with %i', async (_what, status, change) => {
    const open = await openHost();
    const right = { Cookie: await open.cookie(), Origin: open.origin };
    expect(await refusal(dial(open, change(right, open)))).toBe(status);
  });

  it('is at one address', async () => {
    const open = await openHost();
    const headers = { Cookie: await open.cookie(), Origin: open.origin };
    expect(await refusal(dial(open, headers, '/other'))).toBe(404);
  });

  it.each<[string, number, string | Uint8Array]>([
    ['text', 1003, 'hello'],
    ['bytes that are no message', 1007, Uint8Array.of(0xc1)],
    ['an oversized frame', 1009, new Uint8Array(2 ** 25 + 1)],
  ])('ends at %s', async (_what, code, data) => {
    const open = await openHost();
    const socket = await connected(open);
    socket.on('error', () => undefined);
    socket.send(data);
    const [closedWith] = (await once(socket, 'close')) as [number];
    expect(closedWith).toBe(code);
    const other = await connected(open);
    other.send(encodeMessage({ kind: 'request', id: 1, name: 'workspace.load', params: {} }));
    expect(await next(other)).toMatchObject({ kind: 'result', id: 1 });
  });

  it('closes with the host, which waits for no one', async () => {
    const open = await openHost();
    const socket = await connected(open);
    const closed = once(socket, 'close');
    await open.host[Symbol.asyncDispose]();
    await closed;
    await expect(open.ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

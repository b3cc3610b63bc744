import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { FromStudio } from '../shared/contract/messages.ts';
import { channelOfSocket } from './socket-channel.ts';

const MEGABYTE = 2 ** 20;
const pixels = { width: 1, height: 1, rgba: new Uint8Array(4) };
const previews: readonly FromStudio[] = [
  {
    kind: 'event',
    name: 'job-preview',
    payload: { id: 'a', index: 0, step: 1, steps: 4, pixels },
  },
  { kind: 'progress', id: 1, value: { kind: 'preview', index: 0, step: 1, steps: 4, pixels } },
];
const others: readonly FromStudio[] = [
  { kind: 'result', id: 1, value: null },
  { kind: 'error', id: 1, code: 'usage', message: 'no' },
  { kind: 'event', name: 'models-changed', payload: null },
];

function socketWith(bufferedAmount: number, readyState = 1) {
  return { OPEN: 1, readyState, bufferedAmount, send: vi.fn(), terminate: vi.fn() };
}

function sendAll(socket: ReturnType<typeof socketWith>): void {
  const channel = channelOfSocket(socket as unknown as WebSocket);
  for (const message of [...previews, ...others]) channel.send(message);
}

describe('channelOfSocket', () => {
  it('sends all to a side that keeps up', () => {
    const socket = socketWith(8 * MEGABYTE);
    sendAll(socket);
    expect(socket.send).toHaveBeenCalledTimes(5);
  });

  it('sends no previews, but everything else, to one that does not', () => {
    const socket = socketWith(8 * MEGABYTE + 1);
    sendAll(socket);
    expect(socket.send).toHaveBeenCalledTimes(3);
    expect(socket.terminate).not.toHaveBeenCalled();
  });

  it('gives up one that reads no more', () => {
    const socket = socketWith(513 * MEGABYTE);
    sendAll(socket);
    expect(socket.send).not.toHaveBeenCalled();
    expect(socket.terminate).toHaveBeenCalled();
  });

  it('sends nothing to one that has closed', () => {
    const socket = socketWith(0, 3);
    sendAll(socket);
    expect(socket.send).not.toHaveBeenCalled();
  });
});

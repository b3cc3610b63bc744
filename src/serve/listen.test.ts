import { createServer, type Server } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { caught } from '../platform/testing/caught.ts';
import { listenOnLoopback } from './listen.ts';

function server(): Server {
  const made = createServer();
  onTestFinished(() => void made.close());
  return made;
}

describe('listenOnLoopback', () => {
  it('listens on loopback alone', async () => {
    const one = server();
    const port = await listenOnLoopback(one, 0);
    expect(one.address()).toMatchObject({ address: '127.0.0.1', port });
  });

  it('takes another port where the usual one is taken', async () => {
    const ports = [await listenOnLoopback(server(), undefined), await listenOnLoopback(server(), undefined)];
    expect(new Set(ports).size).toBe(2);
  });

  it('says that a port that was asked for is taken', async () => {
    const port = await listenOnLoopback(server(), 0);
    const error = await caught(() => listenOnLoopback(server(), port));
    expect(error).toMatchObject({ code: 'usage', message: `Port ${port} is in use: name another, or none.` });
  });
});

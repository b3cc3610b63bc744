import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../test/support/waiting.ts';
import { entries } from '../platform/testing/folders.ts';
import { openHost } from './testing/open-host.ts';

const CONTENT = Buffer.from('weights');

describe('uploads', () => {
  it('puts a dropped file where only its owner reads it, and says where', async () => {
    const open = await openHost();
    const headers = { Cookie: await open.cookie(), Origin: open.origin };
    const reply = await open.ask('/uploads?name=..%2Fmy%20net.pth', {
      method: 'POST',
      headers,
      body: CONTENT,
    });
    expect(reply).toMatchObject({ status: 201, headers: { 'content-type': 'application/json' } });
    const { path } = JSON.parse(reply.text) as { path: string };
    expect(readFileSync(path)).toEqual(CONTENT);
    expect(basename(path)).toBe('my net.pth');
    expect(dirname(dirname(path))).toBe(join(open.dataFolder, 'uploads'));
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
    expect(entries(dirname(path))).toEqual(['my net.pth']);
  });

  it.each([
    ['no cookie', 401, { Cookie: '' }],
    ['no origin', 403, { Origin: '' }],
    ['a foreign origin', 403, { Origin: 'http://evil.example' }],
    ['another port as origin', 403, { Origin: 'http://127.0.0.1:1' }],
  ])('refuses a file with %s', async (_what, status, change) => {
    const open = await openHost();
    const headers = { Cookie: await open.cookie(), Origin: open.origin, ...change };
    const reply = await open.ask('/uploads?name=a.pth', { method: 'POST', headers, body: CONTENT });
    expect(reply.status).toBe(status);
    expect(entries(join(open.dataFolder, 'uploads'))).toEqual([]);
  });

  it('leaves nothing of one that was broken off', async () => {
    const open = await openHost();
    const uploads = join(open.dataFolder, 'uploads');
    const sent = request({
      host: '127.0.0.1',
      port: open.host.port,
      path: '/uploads?name=a.pth',
      method: 'POST',
      headers: { Cookie: await open.cookie(), Origin: open.origin, 'Content-Length': '1000000' },
    });
    sent.on('error', () => undefined);
    sent.write(CONTENT);
    await vi.waitFor(() => expect(entries(uploads)).toHaveLength(1), WAITING);
    sent.destroy();
    await vi.waitFor(() => expect(entries(uploads)).toEqual([]), WAITING);
  });
});

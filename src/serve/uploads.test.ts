import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { entries } from '../platform/testing/folders.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { openHost } from './testing/open-host.ts';
import { receiveUpload, sweepUploads } from './uploads.ts';

const CONTENT = Buffer.from('weights');

function incoming(headers: Readonly<Record<string, string>> = {}): IncomingMessage & PassThrough {
  return Object.assign(new PassThrough(), { headers, complete: true }) as unknown as IncomingMessage &
    PassThrough;
}

function parsed(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString());
}

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
    await vi.waitFor(() => expect(entries(uploads)).toHaveLength(1));
    sent.destroy();
    await vi.waitFor(() => expect(entries(uploads)).toEqual([]));
  });

  it.each([
    ['that says so', { 'content-length': '8' }],
    ['that does not', {}],
  ])('refuses a file over the limit %s, without a trace', async (_what, headers) => {
    const folder = temporaryFolder();
    const body = incoming(headers);
    body.end('8 bytes.');
    const answer = await receiveUpload(body, 'a.pth', folder, 7);
    expect(answer.status).toBe(413);
    expect(parsed(answer.body)).toMatchObject({
      error: { code: 'file', message: expect.stringContaining('larger') as string },
    });
    expect(entries(folder)).toEqual([]);
  });

  it('says that the disk is full', async () => {
    const folder = temporaryFolder();
    const handle = await fs.open(folder);
    const prototype = Object.getPrototypeOf(handle) as fs.FileHandle;
    await handle.close();
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const spy = vi.spyOn(prototype, 'writeFile').mockRejectedValue(full);
    onTestFinished(() => spy.mockRestore());
    const body = incoming();
    body.end('x');
    const answer = await receiveUpload(body, 'a.pth', folder);
    expect(answer.status).toBe(507);
    expect(parsed(answer.body)).toEqual({
      error: {
        code: 'file',
        message: 'The dropped file cannot be kept: there is no space left on the disk.',
      },
    });
    expect(entries(folder)).toEqual([]);
  });

  it('sweeps away what is unfinished or old', async () => {
    const folder = temporaryFolder();
    const upload = (name: string, file: string, hours: number) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, file), '');
      const time = new Date(Date.now() - hours * 3_600_000);
      utimesSync(join(folder, name), time, time);
    };
    upload('old', 'a.pth', 25);
    upload('young', 'a.pth', 23);
    upload('unfinished', 'a.pth.part', 0);
    await sweepUploads(folder);
    expect(entries(folder)).toEqual(['young']);
    await sweepUploads(join(folder, 'none'));
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

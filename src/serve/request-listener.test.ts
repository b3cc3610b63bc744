import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { KEPT_IMAGE, smallStudio } from '../host/testing/small-studio.ts';
import { errorLogPath } from '../platform/error-log.ts';
import { openHost, START_PAGE } from './testing/open-host.ts';

describe('the files of the interface', () => {
  it('come with their types, and those named by a hash stay', async () => {
    const open = await openHost();
    const headers = { Cookie: await open.cookie() };
    const script = await open.ask('/assets/index-a1b2c3.js', { headers });
    expect(script).toMatchObject({
      status: 200,
      text: 'export {};',
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    });
    const page = await open.ask('/index.html', { headers });
    expect(page).toMatchObject({ text: START_PAGE, headers: { 'cache-control': 'no-cache' } });
    const head = await open.ask('/', { headers, method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': '45' } });
  });

  it('come with headers that keep the page to itself', async () => {
    const open = await openHost();
    for (const path of ['/', '/nothing', '/?token=x']) {
      const { headers } = await open.ask(path, { headers: { Cookie: await open.cookie() } });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'; script-src 'self';");
      expect(policy).toContain(`connect-src 'self' ws://${open.authority};`);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/assets/%00',
    '//secret.txt',
    '/etc/passwd',
    '/images/picture/../../secret.txt',
    '/images/picture/1%00',
  ])('are all there is: %s is not', async (path) => {
    const open = await openHost();
    const reply = await open.ask(path, { headers: { Cookie: await open.cookie() } });
    expect(reply.status).toBe(404);
    expect(reply.text).not.toContain('not for anyone');
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'POST'])('cannot be asked for by %s', async (method) => {
    const open = await openHost();
    const headers = { Cookie: await open.cookie(), Origin: open.origin };
    expect((await open.ask('/', { method, headers })).status).toBe(405);
  });

  it('come with images of the studio, by id', async () => {
    const open = await openHost();
    const headers = { Cookie: await open.cookie() };
    const image = await open.ask('/images/picture/1?x', { headers });
    expect(image).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
    expect([...image.body]).toEqual([...KEPT_IMAGE]);
    expect((await open.ask('/images/picture/2', { headers })).status).toBe(404);
  });

  it('answers without a word of the inside where the studio fails', async () => {
    const studio = { ...smallStudio(), image: () => Promise.reject(new Error('inside /home/me')) };
    const open = await openHost(studio);
    const reply = await open.ask('/images/picture/1', { headers: { Cookie: await open.cookie() } });
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain('/home/me');
    expect(readFileSync(errorLogPath(), 'utf8')).toContain('inside /home/me');
  });

  it('survives what is no HTTP', async () => {
    const open = await openHost();
    await new Promise((resolve) => {
      const line = connect(open.host.port, '127.0.0.1', () => line.end('\u0016\u0003nonsense\r\n\r\n'));
      line.on('close', resolve).resume();
    });
    expect((await open.ask('/')).status).toBe(401);
  });
});

import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEPT_IMAGE } from '../../host/testing/small-studio.ts';
import { openDesktop, START_PAGE } from '../testing/open-desktop.ts';

async function handler() {
  const { protocol } = await openDesktop();
  const [scheme, answer] = protocol.handle.mock.calls[0]!;
  expect(scheme).toBe('trilemma');
  return (url: string, method = 'GET', body: ReadableStream | null = null) => answer({ url, method, body });
}

describe('our scheme', () => {
  it('answers with the page, shut in', async () => {
    const answer = await handler();
    const page = await answer('trilemma://app/');
    expect(page.status).toBe(200);
    expect(await page.text()).toBe(START_PAGE);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await (await answer('trilemma://app/', 'HEAD')).text()).toBe('');
  });

  it('answers with images by id', async () => {
    const answer = await handler();
    const image = await answer('trilemma://app/images/picture/1?v=2');
    expect(image.headers.get('content-type')).toBe('image/png');
    expect([...new Uint8Array(await image.arrayBuffer())]).toEqual([...KEPT_IMAGE]);
    expect((await answer('trilemma://app/images/picture/2')).status).toBe(404);
  });

  it.each([
    ['trilemma://app/../../etc/passwd', 404],
    ['trilemma://app/..%2f..%2fetc%2fpasswd', 404],
    ['trilemma://app//etc/passwd', 404],
    ['trilemma://other/', 403],
    ['trilemma://other/index.html', 403],
  ])('gives nothing at %s', async (url, status) => {
    const answer = await handler();
    expect((await answer(url)).status).toBe(status);
  });

  it('takes a file that was dropped and lies on no disk', async () => {
    const { protocol, dataFolder } = await openDesktop();
    const [, answer] = protocol.handle.mock.calls[0]!;
    const url = 'trilemma://app/uploads?name=..%2Fmy%20picture.png';
    const reply = await answer({ url, method: 'POST', body: new Blob(['pixels']).stream() });
    expect(reply.status).toBe(201);
    const { path } = (await reply.json()) as { path: string };
    expect(dirname(dirname(path))).toBe(join(dataFolder, 'uploads'));
    expect(basename(path)).toBe('my picture.png');
    expect(readFileSync(path, 'utf8')).toBe('pixels');
  });

  it('takes nothing else', async () => {
    const answer = await handler();
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect((await answer('trilemma://app/', method)).status).toBe(403);
    }
    for (const url of ['trilemma://other/uploads?name=a', 'trilemma://app/uploads/x']) {
      expect((await answer(url, 'POST')).status).toBe(403);
    }
    expect((await answer('trilemma://app/uploads', 'PUT')).status).toBe(403);
  });
});

import { describe, expect, it } from 'vitest';
import { openHost, START_PAGE } from './testing/open-host.ts';

describe('the way in', () => {
  it('exchanges the token for a cookie and takes it out of the address', async () => {
    const open = await openHost();
    const reply = await open.ask(`/${new URL(open.host.url).search}`);
    expect(reply).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(reply.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^trilemma-${open.host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
      ),
    ]);
    expect(reply.headers['set-cookie']![0]).not.toContain(new URL(open.host.url).searchParams.get('token'));
    const page = await open.ask('/', { headers: { Cookie: `other=1; ${await open.cookie()}` } });
    expect(page).toMatchObject({ status: 200, text: START_PAGE });
  });

  it.each(['/?token=', '/?token=wrong', `/?token=${'A'.repeat(43)}`])('refuses %s', async (path) => {
    const open = await openHost();
    const reply = await open.ask(path);
    expect(reply.status).toBe(401);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(reply.text).toContain('the whole address');
  });

  it('refuses a wrong token even beside the cookie, and a token elsewhere than at /', async () => {
    const open = await openHost();
    const cookie = await open.cookie();
    expect((await open.ask('/?token=wrong', { headers: { Cookie: cookie } })).status).toBe(401);
    expect((await open.ask(`/index.html${new URL(open.host.url).search}`)).status).toBe(401);
  });

  it.each(['/', '/index.html', '/assets/index-a1b2c3.js', '/images/picture/1', '/nothing'])(
    'gives nothing of %s without the cookie',
    async (path) => {
      const open = await openHost();
      for (const headers of [{}, { Cookie: `trilemma-${open.host.port}=${'A'.repeat(43)}` }]) {
        const reply = await open.ask(path, { headers });
        expect(reply.status).toBe(401);
        expect(reply.text).toContain('the whole address');
      }
    },
  );

  it('asks again by itself where a link on another site kept the cookie back', async () => {
    const open = await openHost();
    const reply = await open.ask('/', { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.text).toContain('http-equiv="refresh"');
    expect(reply.text).not.toContain(START_PAGE);
  });

  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example:PORT'])(
    'answers nobody who asked for %s (DNS rebinding)',
    async (host) => {
      const open = await openHost();
      const headers = {
        Host: host.replace('PORT', String(open.host.port)),
        Cookie: await open.cookie(),
      };
      for (const path of ['/', new URL(open.host.url).search.replace('?', '/?'), '/images/picture/1']) {
        const reply = await open.ask(path, { headers });
        expect(reply.status).toBe(421);
        expect(reply.headers['set-cookie']).toBeUndefined();
      }
    },
  );

  it.each(['localhost', '[::1]', 'LOCALHOST'])('answers as %s too', async (name) => {
    const open = await openHost();
    const headers = { Host: `${name}:${open.host.port}`, Cookie: await open.cookie() };
    expect((await open.ask('/', { headers })).status).toBe(200);
  });
});

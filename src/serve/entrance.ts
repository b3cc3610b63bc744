/** The pages for those who have no cookie yet, or were let in just now. */
import type { IncomingMessage } from 'node:http';
import { type HostAnswer, htmlAnswer, textAnswer } from '../host/answer.ts';
import type { Access } from './access.ts';

/**
 * What to answer before anything else is looked at.
 *
 * @returns undefined where the request may go on.
 */
export function entranceAnswer(
  request: IncomingMessage,
  path: string,
  query: URLSearchParams,
  access: Access,
): HostAnswer | undefined {
  if (access.hostOf(request) === undefined) {
    return textAnswer(
      421,
      `This studio answers at http://127.0.0.1:${access.port} only. Through a tunnel, use the same port on both sides.`,
    );
  }
  const token = path === '/' && request.method === 'GET' ? query.get('token') : null;
  if (token !== null) return access.isToken(token) ? letIn(access) : shutOut(WRONG_TOKEN);
  if (access.hasCookie(request)) return undefined;
  if (path !== '/') return textAnswer(401, WRONG_TOKEN);
  // A link on another site brings no strict cookie along; asked for again by our own page, it comes.
  if (request.headers['sec-fetch-site'] === 'cross-site') return htmlAnswer(200, AGAIN);
  return shutOut(WRONG_TOKEN);
}

const WRONG_TOKEN =
  'Open the studio with the whole address that "trilemma serve" or "npm start" printed; each start has a new one.';

/** Sends on to the page, and so takes the token out of the address bar. */
function letIn(access: Access): HostAnswer {
  return {
    status: 303,
    headers: { Location: '/', 'Set-Cookie': access.cookie, 'Cache-Control': 'no-store' },
    body: new Uint8Array(0),
  };
}

function shutOut(what: string): HostAnswer {
  return htmlAnswer(401, page(`<h1>This address does not open the studio</h1>\n<p>${what}</p>`));
}

const AGAIN = page(
  '<meta http-equiv="refresh" content="0; url=/">\n<p><a href="/">Open Trilemma Studio</a></p>',
);

function page(content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Trilemma Studio</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem }</style>
${content}
</html>
`;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HostAnswer, textAnswer } from '../host/answer.ts';
import type { PageFiles } from '../host/page-files.ts';
import { pageHeaders } from '../host/page-headers.ts';
import { readPage } from '../host/page-source.ts';
import { asTrilemmaError } from '../platform/error-log.ts';
import { receiveUpload, type Upload, UPLOADS } from '../host/uploads.ts';
import type { Studio } from '../studio/studio.ts';
import type { Access } from './access.ts';
import { entranceAnswer } from './entrance.ts';

interface Dependencies {
  readonly access: Access;
  readonly studio: Pick<Studio, 'image'>;
  readonly files: PageFiles;
  readonly uploadsFolder: string;
}

/** Answers requests over HTTP: the interface's files, images, and dropped files. */
export function requestListener(dependencies: Dependencies) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answerTo(request, dependencies).then(
      (answer) => send(request, response, answer, dependencies.access),
      (error: unknown) => {
        // Its stack goes to the log. What it says is for the studio's own user, and a request may come from any page.
        asTrilemmaError(error);
        const text = 'Something went wrong in the studio. Its log has the details.';
        send(request, response, textAnswer(500, text), dependencies.access);
      },
    );
  };
}

async function answerTo(request: IncomingMessage, dependencies: Dependencies): Promise<HostAnswer> {
  const { access, files, studio, uploadsFolder } = dependencies;
  const { path, query } = targetOf(request);
  const entrance = entranceAnswer(request, path, query, access);
  if (entrance !== undefined) return entrance;
  if (request.method === 'GET' || request.method === 'HEAD') return readPage(path, files, studio);
  if (request.method !== 'POST' || path !== UPLOADS) return textAnswer(405, 'This cannot be done here.');
  if (!access.isOwnPage(request)) return textAnswer(403, 'Only the studio itself may send files here.');
  return receiveUpload(uploadOf(request, query.get('name') ?? ''), uploadsFolder);
}

function uploadOf(request: IncomingMessage, name: string): Upload {
  return {
    name,
    // Left alive after a failure: the answer goes over the same line.
    body: request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
    length: Number(request.headers['content-length'] ?? 0),
  };
}

/** The path as it stands, undecoded: it is only ever compared. */
export function targetOf(request: IncomingMessage): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

function send(request: IncomingMessage, response: ServerResponse, answer: HostAnswer, access: Access): void {
  if (response.destroyed) return;
  const host = access.hostOf(request);
  const lines = host === undefined ? [] : [`ws://${host}`];
  response.writeHead(answer.status, {
    ...pageHeaders(lines),
    ...answer.headers,
    'Content-Length': answer.body.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
  // What is left of a body that nobody wants is read away, or its sender would never see the answer.
  request.resume();
}

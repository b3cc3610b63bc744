import type { PageFiles } from '../../host/page-files.ts';
import { type HostAnswer, textAnswer } from '../../host/answer.ts';
import { pageHeaders } from '../../host/page-headers.ts';
import { readPage } from '../../host/page-source.ts';
import { receiveUpload, UPLOADS } from '../../host/uploads.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Electron } from '../electron.ts';
import { isPageUrl, SCHEME } from './page-origin.ts';

/** Makes our scheme one like https; has to be called before Electron is ready. */
export function registerPageScheme({ protocol }: Pick<Electron, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

interface Dependencies {
  readonly files: PageFiles;
  readonly studio: Pick<Studio, 'image'>;
  readonly uploadsFolder: string;
}

/** Answers our scheme with the page's files and the studio's images, takes dropped files, and nothing else. */
export function servePage({ protocol }: Pick<Electron, 'protocol'>, dependencies: Dependencies): void {
  protocol.handle(SCHEME, async (request) => {
    const { status, headers, body } = await answerTo(request, dependencies);
    return new Response(request.method === 'HEAD' ? null : body, {
      status,
      headers: { ...pageHeaders(), ...headers },
    });
  });
}

async function answerTo({ url, method, body }: Request, dependencies: Dependencies): Promise<HostAnswer> {
  const { pathname, searchParams } = new URL(url);
  if (isPageUrl(url) && (method === 'GET' || method === 'HEAD')) {
    return readPage(pathname, dependencies.files, dependencies.studio);
  }
  if (isPageUrl(url) && method === 'POST' && pathname === UPLOADS) {
    const upload = { name: searchParams.get('name') ?? '', body: body ?? new Blob([]).stream() };
    return receiveUpload(upload, dependencies.uploadsFolder);
  }
  return textAnswer(403, 'This cannot be read here.');
}

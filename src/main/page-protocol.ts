import type { PageFiles } from '../host/page-files.ts';
import { textAnswer } from '../host/answer.ts';
import { pageHeaders } from '../host/page-headers.ts';
import { readPage } from '../host/page-source.ts';
import type { Studio } from '../studio/studio.ts';
import type { Electron } from './electron.ts';
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

/** Answers our scheme with the page's files and the studio's images, and nothing else. */
export function servePage(
  { protocol }: Pick<Electron, 'protocol'>,
  files: PageFiles,
  studio: Pick<Studio, 'image'>,
): void {
  protocol.handle(SCHEME, async ({ url, method }) => {
    const { status, headers, body } =
      isPageUrl(url) && (method === 'GET' || method === 'HEAD')
        ? await readPage(new URL(url).pathname, files, studio)
        : textAnswer(403, 'This cannot be read here.');
    return new Response(method === 'HEAD' ? null : body, {
      status,
      headers: { ...pageHeaders(), ...headers },
    });
  });
}

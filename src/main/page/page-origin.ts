/** Where the page lives: a scheme of our own, so that it has an origin, and no path of the disk. */
export const SCHEME = 'trilemma';
const HOST = 'app';
export const PAGE_URL = `${SCHEME}://${HOST}/`;

/** True if a URL is of the page's own origin. */
export function isPageUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === `${SCHEME}:` && url.host === HOST;
}

import type { Electron } from './electron.ts';

/** Sites that the app itself links to: the paper, its code and its checkpoints. */
const SITES: ReadonlySet<string> = new Set([
  'arxiv.org',
  'github.com',
  'nvlabs.github.io',
  'drive.google.com',
]);

/** Opens a link in the system's browser, where it leads to a site that the app offers; any other is dropped. */
export function openExternal({ shell }: Pick<Electron, 'shell'>, text: string): void {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.port === '' && url.username === '' && SITES.has(url.hostname)) {
    void shell.openExternal(url.href);
  }
}

/** Permissions that pages are refused. Nothing here asks the user: the app needs none of it. */
import type { WebContents } from 'electron';
import type { Electron } from './electron.ts';
import { openExternal } from './external-links.ts';
import { isPageUrl, PAGE_URL } from './page/page-origin.ts';

/** Copying a seed or a recipe is all that the page needs of what browsers guard. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

export function denyPermissions({ session }: Pick<Electron, 'session'>): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, decide) =>
    decide(permission === ALLOWED_PERMISSION && isPageUrl(contents.getURL())),
  );
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED_PERMISSION && isPageUrl(origin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}

/** Keeps every page of the app where it is: no other address, no window, no page inside it. */
export function guardNavigation(electron: Pick<Electron, 'app' | 'shell'>): void {
  electron.app.on('web-contents-created', (_event, contents) => guardContents(electron, contents));
}

/** Between computers, no page here has anything to say: without a proxy, of which there is none, nothing is sent. */
const NO_DIRECT_TRAFFIC = 'disable_non_proxied_udp';

function guardContents(electron: Pick<Electron, 'shell'>, contents: WebContents): void {
  const leave = (event: { preventDefault(): void }, url: string) => {
    if (isPageUrl(url)) return;
    event.preventDefault();
    openExternal(electron, url);
  };
  contents.setWebRTCIPHandlingPolicy(NO_DIRECT_TRAFFIC);
  // Addresses that need no loading, such as about:blank, are told of only here; the page comes back.
  contents.on('did-navigate', (_event, url) => {
    if (!isPageUrl(url)) setImmediate(() => contents.isDestroyed() || void contents.loadURL(PAGE_URL));
  });
  contents.on('will-navigate', (event) => leave(event, event.url));
  contents.on('will-redirect', (event) => leave(event, event.url));
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(electron, url);
    return { action: 'deny' };
  });
}

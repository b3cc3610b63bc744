import type { IpcMainEvent, WebFrameMain } from 'electron';
import type { Electron } from '../electron.ts';
import { isPageUrl } from './page-origin.ts';

/**
 * Listens to a window's preload, and to nobody else: this is the one place where senders are checked. Trusted is the
 * main frame of a window that shows our page.
 */
export function onTrusted(
  { ipcMain }: Pick<Electron, 'ipcMain'>,
  channel: string,
  listener: (event: IpcMainEvent, frame: WebFrameMain) => void,
): void {
  ipcMain.on(channel, (event) => {
    const frame = event.senderFrame;
    if (frame !== null && frame.parent === null && isPageUrl(frame.url)) listener(event, frame);
  });
}

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../../test/support/waiting.ts';
import { BROKEN_ITEM, KEPT_IMAGE, smallStudio } from '../../host/testing/small-studio.ts';
import type { FromStudio } from '../../shared/contract/messages.ts';
import { IPC } from '../../shared/desktop-bridge.ts';
import type { Frame } from '../testing/electron-stand-in.ts';
import { openDesktop } from '../testing/open-desktop.ts';

const OWN: Frame = { url: 'trilemma://app/', parent: null, postMessage: vi.fn() };

type Desktop = Awaited<ReturnType<typeof openDesktop>>;

function ask({ ipcMain, window }: Desktop, senderFrame: Frame | null): void {
  ipcMain.emit(IPC.requestPort, { senderFrame, sender: window.webContents });
}

/** The page's end of a line that it asked for. */
function portOf(desktop: Desktop): MessagePort {
  const postMessage = vi.fn();
  ask(desktop, { ...OWN, postMessage });
  const [channel, , ports] = postMessage.mock.calls[0] as [string, null, [MessagePort]];
  expect(channel).toBe(IPC.port);
  return ports[0];
}

async function request(port: MessagePort, name: string, params: object): Promise<FromStudio> {
  port.postMessage({ kind: 'request', id: 3, name, params });
  const [message] = (await once(port, 'message')) as [FromStudio];
  return message;
}

describe('the line to a page', () => {
  it('answers requests', async () => {
    const port = portOf(await openDesktop());
    expect(await request(port, 'app.info', {})).toMatchObject({
      kind: 'result',
      id: 3,
      value: { capabilities: { nativeDialogs: true, dragOut: true } },
    });
    port.close();
  });

  it.each<[string, Frame | null]>([
    ['a frame that is gone', null],
    ['a frame inside the page', { ...OWN, parent: OWN }],
    ['another site', { ...OWN, url: 'https://evil.example/' }],
    ['another host of our scheme', { ...OWN, url: 'trilemma://other/' }],
    ['a file', { ...OWN, url: 'file:///app/' }],
    ['no page', { ...OWN, url: '' }],
  ])('is not for %s', async (_what, frame) => {
    const desktop = await openDesktop();
    const connect = vi.spyOn(desktop.studio, 'connect');
    const postMessage = vi.fn();
    ask(desktop, frame === null ? null : { ...frame, postMessage });
    expect(postMessage).not.toHaveBeenCalled();
    expect(connect).not.toHaveBeenCalled();
  });

  /** A page that waits for an answer. `cancelled` is done when the studio is told to stop. */
  async function waitingPage() {
    const cancelled = Promise.withResolvers<boolean>();
    const begun = Promise.withResolvers<boolean>();
    const studio = smallStudio({
      'devices.test': (_params, { signal }) => {
        signal.addEventListener('abort', () => cancelled.resolve(true));
        begun.resolve(true);
        return new Promise(() => undefined);
      },
    });
    const desktop = await openDesktop({ studio });
    const port = portOf(desktop);
    port.postMessage({ kind: 'request', id: 1, name: 'devices.test', params: { device: 'cpu' } });
    await begun.promise;
    return { desktop, port, closed: once(port, 'close'), cancelled: cancelled.promise };
  }

  it('closes when the page is loaded again, and what ran for it is cancelled', async () => {
    const { desktop, closed, cancelled } = await waitingPage();
    const after = portOf(desktop);
    await closed;
    expect(await cancelled).toBe(true);
    expect(await request(after, 'workspace.load', {})).toMatchObject({ kind: 'result' });
    after.close();
  });

  it('closes when the window is gone, and what ran for it is cancelled', async () => {
    const { desktop, port, closed, cancelled } = await waitingPage();
    const told = vi.fn();
    port.on('message', told);
    desktop.window.webContents.emit('destroyed');
    await closed;
    expect(await cancelled).toBe(true);
    desktop.studio.events.emit('gallery-changed', null);
    expect(told).not.toHaveBeenCalled();
  });

  it("shows the system's dialogs", async () => {
    const desktop = await openDesktop();
    const { dialog, window } = desktop;
    const port = portOf(desktop);
    const choose = (purpose: string, suggestedName?: string) =>
      request(port, 'files.choose', { purpose, suggestedName });
    expect(await choose('open-checkpoint')).toMatchObject({ value: null });
    dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: ['/a/net.pth'] });
    expect(await choose('open-checkpoint')).toMatchObject({ value: '/a/net.pth' });
    expect(await choose('folder')).toMatchObject({ value: '/a/net.pth' });
    expect(dialog.showOpenDialog).toHaveBeenLastCalledWith(
      window,
      expect.objectContaining({ properties: ['openDirectory', 'createDirectory'] }),
    );
    expect(await choose('save-onnx', 'faces.onnx')).toMatchObject({ value: null });
    dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath: '/a/faces.onnx' });
    expect(await choose('save-onnx', 'faces.onnx')).toMatchObject({ value: '/a/faces.onnx' });
    expect(dialog.showSaveDialog).toHaveBeenLastCalledWith(
      window,
      expect.objectContaining({ defaultPath: 'faces.onnx' }),
    );
    port.close();
  });

  it('saves under a name with its ending, and asks before it replaces what the system did not ask about', async () => {
    const desktop = await openDesktop();
    const port = portOf(desktop);
    const { dialog } = desktop;
    const choose = (suggestedName: string) =>
      request(port, 'files.choose', { purpose: 'save-mp4', suggestedName });
    const film = join(desktop.dataFolder, 'film');
    dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath: film });
    expect(await choose('film')).toMatchObject({ value: `${film}.mp4` });
    expect(dialog.showSaveDialog).toHaveBeenLastCalledWith(
      desktop.window,
      expect.objectContaining({ defaultPath: 'film.mp4' }),
    );
    writeFileSync(`${film}.mp4`, '');
    dialog.showMessageBox.mockResolvedValue({ response: 1 });
    expect(await choose('film')).toMatchObject({ value: null });
    dialog.showMessageBox.mockResolvedValue({ response: 0 });
    expect(await choose('film')).toMatchObject({ value: `${film}.mp4` });
    dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath: `${film}.MP4` });
    expect(await choose('film')).toMatchObject({ value: `${film}.MP4` });
    port.close();
  });

  it('drags pictures out, with an icon always', async () => {
    const desktop = await openDesktop();
    const port = portOf(desktop);
    const { startDrag } = desktop.window.webContents;
    expect(await request(port, 'files.drag', { id: 1 })).toMatchObject({ value: '/data/pictures/1.png' });
    await vi.waitFor(() => expect(startDrag).toHaveBeenCalledOnce(), WAITING);
    expect(startDrag).toHaveBeenLastCalledWith({
      file: '/data/pictures/1.png',
      icon: expect.objectContaining({ bytes: Buffer.from(KEPT_IMAGE) }) as unknown,
    });
    await request(port, 'files.drag', { id: BROKEN_ITEM });
    await vi.waitFor(() => expect(startDrag).toHaveBeenCalledTimes(2), WAITING);
    expect(startDrag).toHaveBeenLastCalledWith({
      file: `/data/pictures/${BROKEN_ITEM}.png`,
      icon: expect.objectContaining({ path: '/app/icon.png' }) as unknown,
    });
    port.close();
  });
});

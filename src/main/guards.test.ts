import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../test/support/waiting.ts';
import { openDesktop } from './testing/open-desktop.ts';

const FOREIGN = [
  'https://evil.example/',
  'http://127.0.0.1:8745/',
  'file:///etc/passwd',
  'trilemma://other/',
  'trilemma://app.evil.example/',
  'data:text/html,x',
  'about:blank',
  'javascript:alert(1)',
  'not a url',
];

describe('permissions', () => {
  it('are denied, but for copying text from our page', async () => {
    const { defaultSession } = (await openDesktop()).session;
    const [onRequest] = defaultSession.setPermissionRequestHandler.mock.calls[0]!;
    const [onCheck] = defaultSession.setPermissionCheckHandler.mock.calls[0]!;
    const asked = (permission: string, url: string) => {
      const decide = vi.fn();
      onRequest({ getURL: () => url }, permission, decide);
      expect(decide).toHaveBeenCalledOnce();
      return [decide.mock.calls[0]![0] as boolean, onCheck(null, permission, url)];
    };
    const denied = ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read', 'fileSystem'];
    for (const permission of denied) {
      expect(asked(permission, 'trilemma://app/')).toEqual([false, false]);
    }
    expect(asked('clipboard-sanitized-write', 'trilemma://app/')).toEqual([true, true]);
    for (const url of FOREIGN) expect(asked('clipboard-sanitized-write', url)).toEqual([false, false]);
    const [onDevice] = defaultSession.setDevicePermissionHandler.mock.calls[0]!;
    expect(onDevice()).toBe(false);
  });
});

describe('navigation', () => {
  it.each(['will-navigate', 'will-redirect'])('%s leads nowhere else', async (name) => {
    const { window, shell } = await openDesktop();
    for (const url of FOREIGN) {
      const event = { url, preventDefault: vi.fn() };
      window.webContents.emit(name, event);
      expect(event.preventDefault).toHaveBeenCalled();
    }
    expect(shell.openExternal).not.toHaveBeenCalled();
    const event = { url: 'trilemma://app/', preventDefault: vi.fn() };
    window.webContents.emit(name, event);
    expect(event.preventDefault).not.toHaveBeenCalled();
  });

  it('comes back from addresses that need no loading', async () => {
    const { window } = await openDesktop();
    const { webContents } = window;
    webContents.emit('did-navigate', {}, 'trilemma://app/');
    webContents.emit('did-navigate', {}, 'about:blank');
    await vi.waitFor(() => expect(webContents.loadURL.mock.calls).toEqual([['trilemma://app/']]), WAITING);
  });

  it('opens no direct way to another computer', async () => {
    const { setWebRTCIPHandlingPolicy } = (await openDesktop()).window.webContents;
    expect(setWebRTCIPHandlingPolicy).toHaveBeenCalledExactlyOnceWith('disable_non_proxied_udp');
  });

  it('opens no window and no view', async () => {
    const { window, shell } = await openDesktop();
    const [onOpen] = window.webContents.setWindowOpenHandler.mock.calls[0]!;
    for (const url of [...FOREIGN, 'trilemma://app/']) expect(onOpen({ url })).toEqual({ action: 'deny' });
    expect(shell.openExternal).not.toHaveBeenCalled();
    for (const name of ['will-attach-webview', 'will-frame-navigate']) {
      const event = { url: 'trilemma://app/', isMainFrame: false, preventDefault: vi.fn() };
      window.webContents.emit(name, event);
      expect(event.preventDefault).toHaveBeenCalled();
    }
  });

  it('hands the links that the app offers to the system, and those alone', async () => {
    const { window, shell } = await openDesktop();
    const [onOpen] = window.webContents.setWindowOpenHandler.mock.calls[0]!;
    for (const url of [
      'http://arxiv.org/abs/2112.07804',
      'https://arxiv.org.evil.example/',
      'https://arxiv.org@evil.example/',
      'https://me:password@arxiv.org/',
      'https://arxiv.org:444/',
      'smb://arxiv.org/',
    ]) {
      expect(onOpen({ url })).toEqual({ action: 'deny' });
    }
    expect(shell.openExternal).not.toHaveBeenCalled();
    expect(onOpen({ url: 'https://arxiv.org/abs/2112.07804' })).toEqual({ action: 'deny' });
    expect(shell.openExternal).toHaveBeenCalledExactlyOnceWith('https://arxiv.org/abs/2112.07804');
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../test/support/waiting.ts';
import { IPC } from '../shared/desktop-bridge.ts';
import { smallStudio } from '../host/testing/small-studio.ts';
import { startDesktop } from './desktop.ts';
import { electronStandIn } from './testing/electron-stand-in.ts';
import { openDesktop } from './testing/open-desktop.ts';

describe('the start', () => {
  it('does before Electron is ready what is too late after', async () => {
    const { beforeReadyCalls, app, protocol, dataFolder } = await openDesktop();
    expect([...new Set(beforeReadyCalls)]).toEqual([
      'registerSchemesAsPrivileged',
      'appendSwitch',
      'enableSandbox',
      'setPath',
      'requestSingleInstanceLock',
    ]);
    expect(protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
      {
        scheme: 'trilemma',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
    expect(app.commandLine.appendSwitch).toHaveBeenCalledWith(
      'host-resolver-rules',
      'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    );
    expect(app.setPath).toHaveBeenCalledWith('userData', join(dataFolder, 'window'));
    expect(existsSync(join(dataFolder, 'window'))).toBe(true);
  });

  it('gives way to an instance that is open', async () => {
    const standIn = electronStandIn();
    standIn.app.requestSingleInstanceLock.mockReturnValue(false);
    standIn.becomeReady();
    const openStudio = vi.fn();
    await startDesktop(standIn.electron, {
      openStudio,
      dataFolder: (await openDesktop()).dataFolder,
      pageFolder: '/none',
      preload: '',
      appIcon: '',
      argv: ['/app/studio', 'a.pth'],
    });
    expect(standIn.app.quit).toHaveBeenCalled();
    const files = [join(process.cwd(), 'a.pth')];
    expect(standIn.app.requestSingleInstanceLock).toHaveBeenCalledExactlyOnceWith({ files });
    expect(openStudio).not.toHaveBeenCalled();
    expect(standIn.windows).toEqual([]);
  });

  it('brings its window to the front for a second start', async () => {
    const { app, window } = await openDesktop();
    window.isMinimized.mockReturnValue(true);
    app.emit('second-instance', {}, [], '/', { files: [] });
    expect(window.restore).toHaveBeenCalled();
    expect(window.focus).toHaveBeenCalled();
  });
});

describe('the window', () => {
  it('shuts its page in', async () => {
    const { window } = await openDesktop();
    expect(window.options.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
    expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('trilemma://app/');
  });

  it('has the name, version and icon of the app', async () => {
    const { window, app } = await openDesktop();
    expect(window.options).toMatchObject({ title: 'Trilemma Studio', icon: '/app/icon.png' });
    expect(app.setAboutPanelOptions).toHaveBeenCalledWith(
      expect.objectContaining({ applicationName: 'Trilemma Studio', iconPath: '/app/icon.png' }),
    );
  });

  it('shows when it has painted, on a background of the theme', async () => {
    const { window, nativeTheme } = await openDesktop({ studio: smallStudio({}, { theme: 'light' }) });
    expect(nativeTheme.themeSource).toBe('light');
    expect(window.options).toMatchObject({ show: false, minWidth: 960, minHeight: 640 });
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalled();
    nativeTheme.shouldUseDarkColors = false;
    nativeTheme.emit('updated');
    const tokens = readFileSync(new URL('../renderer/styles/tokens.css', import.meta.url), 'utf8');
    const [dark, light] = [...tokens.matchAll(/--ground: (#\w+)/g)].map(([, colour]) => colour);
    expect(window.options.backgroundColor).toBe(dark);
    expect(window.setBackgroundColor).toHaveBeenLastCalledWith(light);
  });

  it('follows the theme that the user chooses', async () => {
    const { studio, nativeTheme } = await openDesktop();
    studio.connect(
      {
        send: () => undefined,
        onMessage: (listener) =>
          listener({ kind: 'request', id: 1, name: 'workspace.save', params: { theme: 'dark' } }),
        onClose: () => undefined,
      },
      {
        capabilities: { nativeDialogs: false, dragOut: false },
        choose: vi.fn(),
        drag: vi.fn(),
        openedFiles: () => [],
      },
    );
    await vi.waitFor(() => expect(nativeTheme.themeSource).toBe('dark'), WAITING);
  });

  it('remembers where it was', async () => {
    const { window, dataFolder } = await openDesktop();
    window.isMaximized.mockReturnValue(true);
    window.emit('close');
    const file = join(dataFolder, 'window', 'window.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      x: 10,
      y: 20,
      width: 1200,
      height: 800,
      maximised: true,
    });
  });

  it('opens where it was', async () => {
    const { window } = await openDesktop({
      beforeReady: (dataFolder) => {
        mkdirSync(join(dataFolder, 'window'), { recursive: true });
        writeFileSync(
          join(dataFolder, 'window', 'window.json'),
          JSON.stringify({ x: 5, y: 6, width: 1000, height: 700, maximised: true }),
        );
      },
    });
    expect(window.options).toMatchObject({ x: 5, y: 6, width: 1000, height: 700 });
    window.emit('ready-to-show');
    expect(window.maximize).toHaveBeenCalled();
  });

  it('has the menu of a desktop app', async () => {
    const { Menu, shell, dataFolder } = await openDesktop();
    const [menu] = Menu.setApplicationMenu.mock.calls[0]!;
    const labels = menu.map(({ label }) => label).filter((label) => label !== undefined);
    expect(labels).toEqual(['&File', '&Edit', '&View', '&Window', '&Help']);
    const view = menu.find(({ label }) => label === '&View')?.submenu?.map(({ role }) => role);
    expect(view).toContain('togglefullscreen');
    expect(view).not.toContain('toggleDevTools');
    const zoomIn = menu
      .find(({ label }) => label === '&View')!
      .submenu!.filter(({ role }) => role === 'zoomIn');
    expect(zoomIn.map(({ accelerator }) => accelerator)).toEqual([undefined, 'CommandOrControl+=']);
    menu.find(({ label }) => label === '&File')!.submenu![0]!.click!();
    expect(shell.openPath).toHaveBeenCalledWith(dataFolder);
    menu.find(({ label }) => label === '&Help')!.submenu![0]!.click!();
    expect(shell.openExternal).toHaveBeenCalledWith('https://arxiv.org/abs/2112.07804');
  });
});

describe('files that the app is opened with', () => {
  it('wait for the page, and are told of when they come later', async () => {
    const desktop = await openDesktop();
    const { app, window, ipcMain } = desktop;
    app.emit('open-file', { preventDefault: vi.fn() }, '/a.png');
    const postMessage = vi.fn();
    const senderFrame = { url: 'trilemma://app/', parent: null, postMessage };
    ipcMain.emit(IPC.requestPort, { senderFrame, sender: window.webContents });
    const [, , [port]] = postMessage.mock.calls[0] as [string, null, [MessagePort]];
    const told: unknown[] = [];
    port.on('message', (message) => told.push(message));
    app.emit('second-instance', {}, [], '/', { files: ['/b.pth'] });
    await vi.waitFor(
      () => expect(told).toEqual([{ kind: 'event', name: 'files-opened', payload: null }]),
      WAITING,
    );
    port.postMessage({ kind: 'request', id: 1, name: 'files.opened', params: {} });
    await vi.waitFor(
      () => expect(told[1]).toEqual({ kind: 'result', id: 1, value: ['/a.png', '/b.pth'] }),
      WAITING,
    );
    port.close();
  });
});

describe('texts', () => {
  it('have the menu that they have everywhere, with what can be done', async () => {
    const { window, Menu } = await openDesktop();
    const editFlags = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true };
    const asked = (isEditable: boolean, selectionText: string) => {
      Menu.buildFromTemplate.mockClear();
      window.webContents.emit('context-menu', {}, { isEditable, selectionText, editFlags });
      const [menu] = Menu.buildFromTemplate.mock.results;
      if (menu === undefined) return undefined;
      const { popup } = menu.value as { popup: unknown };
      expect(popup).toHaveBeenCalledExactlyOnceWith({ window });
      return Menu.buildFromTemplate.mock.calls[0]![0].map(({ role, enabled }) => role && [role, enabled]);
    };
    expect(asked(true, '')).toEqual([
      ['cut', false],
      ['copy', false],
      ['paste', true],
      undefined,
      ['selectAll', true],
    ]);
    expect(asked(false, 'words')).toEqual([['copy', false]]);
    expect(asked(false, '')).toBeUndefined();
  });
});

describe('the end', () => {
  it('does not come by Chromium’s own hand while the studio closes', async () => {
    const { app } = await openDesktop();
    expect(app.commandLine.appendSwitch).not.toHaveBeenCalledWith('disable-gpu-process-crash-limit');
    app.emit('before-quit');
    expect(app.commandLine.appendSwitch).toHaveBeenLastCalledWith('disable-gpu-process-crash-limit');
  });

  it.skipIf(process.platform === 'darwin')(
    'is asked about while jobs run, unless the app itself quits',
    async () => {
      const { app, studio, window, dialog } = await openDesktop();
      const event = { preventDefault: vi.fn() };
      window.emit('close', event);
      expect(dialog.showMessageBox).not.toHaveBeenCalled();
      const state = { status: 'running', progress: null } as const;
      const spec = { kind: 'benchmark', models: [], device: 'cpu' } as never;
      studio.events.emit('job', { id: 'a', spec, state, createdAt: 0 });
      dialog.showMessageBox.mockResolvedValue({ response: 1 });
      window.emit('close', event);
      expect(dialog.showMessageBox).toHaveBeenCalledExactlyOnceWith(
        window,
        expect.objectContaining({ message: '1 job is not done. Close Trilemma Studio?' }),
      );
      expect(event.preventDefault).toHaveBeenCalledOnce();
      dialog.showMessageBox.mockResolvedValue({ response: 0 });
      await vi.waitFor(() => {
        window.emit('close', event);
        expect(dialog.showMessageBox).toHaveBeenCalledTimes(2);
      }, WAITING);
      await vi.waitFor(() => expect(window.close).toHaveBeenCalledOnce(), WAITING);
      app.emit('before-quit');
      window.emit('close', event);
      expect(dialog.showMessageBox).toHaveBeenCalledTimes(2);
    },
  );

  it('waits until the studio has closed', async () => {
    const { app, studio, calls } = await openDesktop();
    const event = { preventDefault: vi.fn() };
    app.emit('will-quit', event);
    app.emit('will-quit', event);
    expect(event.preventDefault).toHaveBeenCalledTimes(2);
    expect(calls).not.toContain('exit');
    await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(0), WAITING);
    expect(studio.disposed).toBe(true);
  });

  it.skipIf(process.platform === 'darwin')('comes with the last window', async () => {
    const { app } = await openDesktop();
    app.emit('window-all-closed');
    expect(app.quit).toHaveBeenCalled();
  });

  it('of a window alone leaves room for another', async () => {
    const { app, window, windows } = await openDesktop();
    app.emit('activate');
    expect(windows).toHaveLength(1);
    window.emit('closed');
    app.emit('activate');
    expect(windows).toHaveLength(2);
  });
});

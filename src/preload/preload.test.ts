import { EventEmitter } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { type DesktopBridge, IPC } from '../shared/desktop-bridge.ts';

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn<(name: string, bridge: DesktopBridge) => void>() },
  ipcRenderer: { on: vi.fn<(name: string, listener: (event: object) => void) => void>(), send: vi.fn() },
  webUtils: { getPathForFile: vi.fn(() => '/a/net.pth') },
}));
vi.mock('electron', () => electron);

afterEach(() => vi.unstubAllGlobals());

it('gives the page a path, a port, and nothing else', async () => {
  const page = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { origin: 'trilemma://app' });
  await import('./preload.ts');

  const { exposeInMainWorld } = electron.contextBridge;
  expect(exposeInMainWorld).toHaveBeenCalledTimes(1);
  const [name, bridge] = exposeInMainWorld.mock.calls[0]!;
  expect(name).toBe('trilemma');
  expect(Object.keys(bridge).sort()).toEqual(['pathOf', 'requestPort']);
  expect(bridge.pathOf(new File([], 'net.pth'))).toBe('/a/net.pth');
  bridge.requestPort();
  expect(electron.ipcRenderer.send).toHaveBeenCalledExactlyOnceWith(IPC.requestPort);

  const [channel, onPort] = electron.ipcRenderer.on.mock.calls[0]!;
  expect(channel).toBe(IPC.port);
  const port = {};
  onPort({ ports: [port] });
  expect(page.postMessage).toHaveBeenCalledExactlyOnceWith('trilemma-port', 'trilemma://app', [port]);
});

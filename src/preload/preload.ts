/** The only code that stands between the page and the desktop. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { BRIDGE_NAME, type DesktopBridge, IPC, PORT_MESSAGE } from '../shared/desktop-bridge.ts';

ipcRenderer.on(IPC.port, ({ ports }) => window.postMessage(PORT_MESSAGE, location.origin, [...ports]));

const bridge: DesktopBridge = {
  pathOf: (file) => webUtils.getPathForFile(file),
  requestPort: () => ipcRenderer.send(IPC.requestPort),
};
contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);

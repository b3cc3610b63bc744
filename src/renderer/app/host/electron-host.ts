import type { FromStudio, ToStudio } from '../../../shared/contract/messages.ts';
import { type DesktopBridge, PORT_MESSAGE } from '../../../shared/desktop-bridge.ts';
import type { Host } from './host.ts';
import { uploadFile } from './upload-file.ts';

declare global {
  interface Window {
    readonly trilemma?: DesktopBridge;
  }
}

/** Electron: a message port from the main process, passed in by the bridge. */
export function electronHost(bridge: DesktopBridge): Host {
  return {
    connect(onChannel, onStatus) {
      window.addEventListener('message', ({ source, data, ports: [port] }) => {
        if (source !== window || data !== PORT_MESSAGE || port === undefined) return;
        onChannel({
          send: (message: ToStudio) => port.postMessage(message),
          onMessage: (listener: (message: FromStudio) => void) => {
            port.onmessage = (event: MessageEvent<FromStudio>) => listener(event.data);
          },
          onClose: (listener) => port.addEventListener('close', listener),
        });
        onStatus(true);
      });
      bridge.requestPort();
    },
    pathOf: async (file, options) => {
      const path = bridge.pathOf(file);
      // A picture that was dragged out of another program lies on no disk.
      return path === '' ? await uploadFile(file, options) : path;
    },
  };
}

/**
 * What the desktop's preload gives to the page as `window.trilemma`; in a browser there is no such thing. The studio's
 * messages do not pass through it: the page asks for a port, and gets it as a window message.
 */
export interface DesktopBridge {
  /** Where a file that was dropped on the window lies; empty where it is no file of the disk. */
  pathOf(file: File): string;
  /** A new line to the studio; one that was there before closes. The port comes as a message `PORT_MESSAGE`. */
  requestPort(): void;
}

export const BRIDGE_NAME = 'trilemma';
/** Data of the window message that brings the port; its source is the window itself. */
export const PORT_MESSAGE = 'trilemma-port';

/** Between preload and main process. */
export const IPC = { requestPort: 'request-studio-port', port: 'studio-port' } as const;

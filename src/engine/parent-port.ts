import type { FromEngine, ToEngine } from './protocol.ts';

/** The engine process's end of the channel to the process that started it. */
export interface ParentPort {
  send(message: FromEngine): void;
  onMessage(listener: (message: ToEngine) => void): void;
  onClose(listener: () => void): void;
}

/** Electron's utility processes have this in place of Node's `process.send`. */
interface UtilityProcessPort {
  postMessage(message: FromEngine): void;
  on(event: 'message', listener: (event: { readonly data: ToEngine }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/** Electron's `utilityProcess` or Node's `child_process.fork`, whichever started this process. */
export function parentPort(): ParentPort {
  // Electron's types are known here only when the desktop is compiled along.
  const host: object = process;
  const { parentPort: port } = host as { readonly parentPort?: UtilityProcessPort };
  if (port !== undefined) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      onClose: (listener) => port.on('close', listener),
    };
  }
  return {
    send: (message) => process.connected && process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
  };
}

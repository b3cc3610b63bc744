/**
 * A stand-in of the `electron` module that records what it is asked for and lets tests play the system's part: fire
 * events, answer dialogs, call the handlers that were set.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { vi } from 'vitest';
import type { Electron } from '../electron.ts';

export interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
  readonly postMessage: ReturnType<typeof vi.fn>;
}

class WebContentsStandIn extends EventEmitter {
  url = '';
  readonly reload = vi.fn();
  readonly forcefullyCrashRenderer = vi.fn();
  readonly startDrag = vi.fn();
  readonly loadURL = vi.fn(() => Promise.resolve());
  readonly setWebRTCIPHandlingPolicy = vi.fn();
  readonly setWindowOpenHandler =
    vi.fn<(handler: (details: { url: string }) => { action: string }) => void>();
  isDestroyed(): boolean {
    return false;
  }
  getURL(): string {
    return this.url;
  }
}

class WindowStandIn extends EventEmitter {
  readonly webContents = new WebContentsStandIn();
  readonly options: Readonly<Record<string, unknown>>;
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  readonly maximize = vi.fn();
  readonly setBackgroundColor = vi.fn();
  readonly loadURL = vi.fn((url: string) => {
    this.webContents.url = url;
    return Promise.resolve();
  });
  readonly isMinimized = vi.fn(() => false);
  readonly isMaximized = vi.fn(() => false);
  readonly isDestroyed = vi.fn(() => false);
  readonly getNormalBounds = vi.fn(() => ({ x: 10, y: 20, width: 1200, height: 800 }));
  readonly close = vi.fn();
  readonly destroy = vi.fn(() => this.emit('closed'));

  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    this.options = options;
  }
}

/** Electron's own kind of port, over Node's. */
class PortStandIn extends EventEmitter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('message', (data: unknown) => this.emit('message', { data }));
    port.on('close', () => this.emit('close'));
    port.unref();
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  start(): void {
    this.#port.start();
  }
  close(): void {
    this.#port.close();
  }
}

class ChildStandIn extends EventEmitter {
  pid: number | undefined = 4242;
  readonly stderr = new EventEmitter() as EventEmitter & { setEncoding(): EventEmitter };
  readonly postMessage = vi.fn();
  constructor() {
    super();
    this.stderr.setEncoding = () => this.stderr;
  }
}

type MenuTemplate = readonly {
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly submenu?: MenuTemplate;
  readonly click?: () => void;
}[];

export function electronStandIn() {
  const windows: WindowStandIn[] = [];
  const children: ChildStandIn[] = [];
  /** What was asked for, in order. */
  const calls: string[] = [];
  const called = <R>(name: string, result: R) =>
    vi.fn<(...args: unknown[]) => R>(() => {
      calls.push(name);
      return result;
    });
  const ready = Promise.withResolvers<undefined>();

  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    commandLine: { appendSwitch: called('appendSwitch', undefined) },
    enableSandbox: called('enableSandbox', undefined),
    setPath: called('setPath', undefined),
    setAboutPanelOptions: called('setAboutPanelOptions', undefined),
    requestSingleInstanceLock: vi.fn<(data: object) => boolean>(() => {
      calls.push('requestSingleInstanceLock');
      return true;
    }),
    whenReady: () => ready.promise,
    quit: called('quit', undefined),
    exit: called('exit', undefined),
  });

  class BrowserWindow extends WindowStandIn {
    static fromWebContents(contents: unknown): WindowStandIn | null {
      return windows.find(({ webContents }) => webContents === contents) ?? null;
    }
    constructor(options: Readonly<Record<string, unknown>>) {
      super(options);
      calls.push('BrowserWindow');
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
  }

  class MessageChannelMain {
    readonly port1: PortStandIn;
    readonly port2: MessagePort;
    constructor() {
      const { port1, port2 } = new MessageChannel();
      this.port1 = new PortStandIn(port1);
      this.port2 = port2;
    }
  }

  const standIn = {
    app,
    BrowserWindow,
    MessageChannelMain,
    dialog: {
      showErrorBox: vi.fn(),
      showMessageBox: vi.fn(() => Promise.resolve({ response: 0 })),
      showOpenDialog: vi.fn(() => Promise.resolve({ canceled: true, filePaths: [] as string[] })),
      showSaveDialog: vi.fn(() => Promise.resolve({ canceled: true, filePath: '' })),
    },
    ipcMain: new EventEmitter(),
    Menu: {
      buildFromTemplate: vi.fn((template: MenuTemplate) => Object.assign([...template], { popup: vi.fn() })),
      setApplicationMenu: vi.fn<(menu: MenuTemplate) => void>(),
    },
    nativeImage: {
      createFromPath: vi.fn((path: string) => ({ path, isEmpty: () => false })),
      createFromBuffer: vi.fn((bytes: Buffer) => ({ bytes, isEmpty: () => bytes.length === 0 })),
    },
    nativeTheme: Object.assign(new EventEmitter(), { themeSource: 'system', shouldUseDarkColors: true }),
    protocol: {
      registerSchemesAsPrivileged: called('registerSchemesAsPrivileged', undefined),
      handle:
        vi.fn<
          (
            scheme: string,
            handler: (request: {
              url: string;
              method: string;
              body: ReadableStream | null;
            }) => Promise<Response>,
          ) => void
        >(),
    },
    screen: {
      getAllDisplays: vi.fn(() => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler:
          vi.fn<
            (
              handler: (
                contents: { getURL(): string },
                permission: string,
                decide: (granted: boolean) => void,
              ) => void,
            ) => void
          >(),
        setPermissionCheckHandler:
          vi.fn<(handler: (contents: unknown, permission: string, origin: string) => boolean) => void>(),
        setDevicePermissionHandler: vi.fn<(handler: () => boolean) => void>(),
      },
    },
    shell: {
      openExternal: vi.fn(() => Promise.resolve()),
      openPath: vi.fn(() => Promise.resolve('')),
    },
    utilityProcess: {
      fork: vi.fn<(path: string, args: readonly string[], options: object) => ChildStandIn>(() => {
        const child = new ChildStandIn();
        children.push(child);
        return child;
      }),
    },
  };
  return {
    ...standIn,
    windows,
    children,
    calls,
    becomeReady: () => ready.resolve(undefined),
    /** As the app takes it. */
    electron: standIn as unknown as Electron,
  };
}

export type ElectronStandIn = ReturnType<typeof electronStandIn>;

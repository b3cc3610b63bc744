/** The studio in a browser: the same interface and the same contract, served to this machine alone. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { builtPageFolder, readPageFiles } from '../host/page-files.ts';
import { sweepUploads, uploadsFolder } from '../host/uploads.ts';
import { TrilemmaError } from '../shared/errors.ts';
import type { HostServices } from '../studio/interface/host-services.ts';
import type { Studio } from '../studio/studio.ts';
import { Access } from './access.ts';
import { listenOnLoopback, listenOnLoopback6 } from './listen.ts';
import { requestListener } from './request-listener.ts';
import { SocketServer } from './socket-server.ts';

interface BrowserHostOptions {
  readonly studio: Studio;
  /** Where dropped files go. */
  readonly dataFolder: string;
  /** Where the built interface is, if not in its usual place. */
  readonly pageFolder?: string;
  /** The usual one or any, when left out; 0 for any. */
  readonly port?: number | undefined;
}

export interface BrowserHost extends AsyncDisposable {
  readonly port: number;
  /** Whoever has it may come in. */
  readonly url: string;
}

/** A browser shows no dialogs of the system for a server, and drags nothing out. */
export const BROWSER_SERVICES: HostServices = {
  capabilities: { nativeDialogs: false, dragOut: false },
  choose: () => Promise.reject(new TrilemmaError('usage', 'There are no system dialogs in a browser.')),
  drag: () => Promise.reject(new TrilemmaError('usage', 'Pictures cannot be dragged out of a browser.')),
  openedFiles: () => [],
};

/**
 * Serves until it is disposed of. The studio stays the caller's.
 *
 * @throws {TrilemmaError} `file` where the interface is not built, `usage` where `port` cannot be had.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { studio, dataFolder, pageFolder = builtPageFolder() } = options;
  const uploads = uploadsFolder(dataFolder);
  const [files] = await Promise.all([readPageFiles(pageFolder), sweepUploads(uploads)]);

  // A large file may take longer to come than Node's usual limit for a whole request.
  const servers = [createServer({ requestTimeout: 0 }), createServer({ requestTimeout: 0 })] as const;
  const port = await listenOnLoopback(servers[0], options.port);
  const access = new Access(port);
  const sockets = new SocketServer(access, studio, BROWSER_SERVICES);
  for (const server of servers) {
    server.on('request', requestListener({ access, studio, files, uploadsFolder: uploads }));
    server.on('upgrade', sockets.upgrade);
  }
  await listenOnLoopback6(servers[1], port);

  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${access.token}`,
    async [Symbol.asyncDispose]() {
      sockets.close();
      await Promise.all(servers.map(close));
    },
  };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

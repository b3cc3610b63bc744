/** A studio for tests of hosts: the real interface of the real contract over handlers that need no engine. */
import { EventHub } from '../../studio/interface/event-hub.ts';
import type { Handlers } from '../../studio/interface/handlers.ts';
import type { HostServices } from '../../studio/interface/host-services.ts';
import { serveChannel } from '../../studio/interface/serve-channel.ts';
import type { Studio } from '../../studio/studio.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { DEFAULT_WORKSPACE, type Workspace } from '../../shared/workspace.ts';

export interface SmallStudio extends Studio {
  readonly events: EventHub;
  readonly handlers: Partial<Handlers>;
  readonly disposed: boolean;
}

/** Id of the item whose file holds no picture. */
export const BROKEN_ITEM = 404;
export const KEPT_IMAGE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);

export function smallStudio(extra: Partial<Handlers> = {}, saved: Partial<Workspace> = {}): SmallStudio {
  const events = new EventHub();
  let workspace: Workspace = { ...DEFAULT_WORKSPACE, ...saved };
  let disposed = false;
  const handlersFor = (host: HostServices): Partial<Handlers> => ({
    'app.info': () => ({
      version: '0',
      capabilities: host.capabilities,
      devices: ['cpu'],
      dataFolder: '/data',
      notices: [],
    }),
    'workspace.load': () => workspace,
    'workspace.save': (part) => {
      workspace = { ...workspace, ...part };
      events.emit('workspace-changed', null);
      return null;
    },
    'files.choose': ({ purpose, suggestedName }) => host.choose(purpose, suggestedName),
    'files.drag': async ({ id }) => {
      const path = `/data/pictures/${id}.png`;
      await host.drag(path, id === BROKEN_ITEM ? undefined : KEPT_IMAGE);
      return path;
    },
    'files.opened': () => host.openedFiles(),
    ...extra,
  });
  return {
    events,
    handlers: extra,
    get disposed() {
      return disposed;
    },
    connect(channel, host) {
      const handlers = new Proxy(handlersFor(host), {
        get: (known, name: keyof Handlers) =>
          known[name] ??
          (() => {
            throw new TrilemmaError('usage', `No ${name} here.`);
          }),
      });
      serveChannel(channel, handlers as Handlers, events);
    },
    image: (path) =>
      Promise.resolve(path === '/images/picture/1' ? { type: 'image/png', bytes: KEPT_IMAGE } : undefined),
    [Symbol.asyncDispose]: () => {
      disposed = true;
      return Promise.resolve();
    },
  };
}

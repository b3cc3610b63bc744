import type { WebContents } from 'electron';
import { IPC } from '../../shared/desktop-bridge.ts';
import type { StudioEvent } from '../../studio/interface/event-hub.ts';
import type { HostServices } from '../../studio/interface/host-services.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Electron } from '../electron.ts';
import { channelOfPort, type PortChannel } from './port-channel.ts';
import { onTrusted } from './trusted-frame.ts';

export interface PageLines {
  /** Tells the page in a window, if it has its line. */
  tell(contents: WebContents, event: StudioEvent): void;
}

/** Gives each load of the page its own line to the studio, when it asks; the line of the load before closes. */
export function connectPages(
  electron: Pick<Electron, 'ipcMain' | 'MessageChannelMain'>,
  studio: Pick<Studio, 'connect'>,
  servicesFor: (contents: WebContents) => HostServices,
): PageLines {
  const channels = new WeakMap<WebContents, PortChannel>();
  onTrusted(electron, IPC.requestPort, ({ sender }, frame) => {
    const { port1, port2 } = new electron.MessageChannelMain();
    const channel = channelOfPort(port1);
    const before = channels.get(sender);
    if (before === undefined) sender.once('destroyed', () => channels.get(sender)?.close());
    before?.close();
    channels.set(sender, channel);
    studio.connect(channel, servicesFor(sender));
    frame.postMessage(IPC.port, null, [port2]);
  });
  return { tell: (contents, event) => channels.get(contents)?.send({ kind: 'event', ...event }) };
}

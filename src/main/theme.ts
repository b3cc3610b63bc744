/** The desktop's own parts (menus, dialogs, an empty window) follow the theme that the user chose in the studio. */
import type { FromStudio, ToStudio } from '../shared/contract/messages.ts';
import type { Workspace } from '../shared/workspace.ts';
import type { HostServices } from '../studio/interface/host-services.ts';
import type { Studio } from '../studio/studio.ts';
import type { Electron } from './electron.ts';

/** The page's `--ground`, so that nothing flashes before it has painted. */
const BACKGROUNDS = { dark: '#131416', light: '#eeeff1' } as const;

export function backgroundColour({ nativeTheme }: Pick<Electron, 'nativeTheme'>): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUNDS.dark : BACKGROUNDS.light;
}

/** It asks for nothing that a window has. */
const NO_WINDOW: HostServices = {
  capabilities: { nativeDialogs: false, dragOut: false },
  choose: () => Promise.resolve(null),
  drag: () => undefined,
};

/** Asks the studio as any interface does. @returns when the theme is known for the first time. */
export function followTheme(
  { nativeTheme }: Pick<Electron, 'nativeTheme'>,
  studio: Pick<Studio, 'connect'>,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let id = 0;
  let ask: (message: ToStudio) => void = () => undefined;
  const askTheme = () => ask({ kind: 'request', id: id++, name: 'workspace.load', params: {} });
  const receive = (message: FromStudio) => {
    if (message.kind === 'event' && message.name === 'workspace-changed') askTheme();
    if (message.kind === 'result') nativeTheme.themeSource = (message.value as Workspace).theme;
    if (message.kind === 'result' || message.kind === 'error') resolve(undefined);
  };
  studio.connect(
    { send: receive, onMessage: (listener) => (ask = listener), onClose: () => undefined },
    NO_WINDOW,
  );
  askTheme();
  return promise;
}

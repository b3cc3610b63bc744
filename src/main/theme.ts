/** The desktop's own parts (menus, dialogs, an empty window) follow the theme that the user chose in the studio. */
import type { HostServices } from '../studio/interface/host-services.ts';
import { localClient } from '../studio/interface/local-client.ts';
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
  const client = localClient((channel) => studio.connect(channel, NO_WINDOW));
  // Where the settings cannot be read, the theme stays the system's.
  const update = () =>
    client.request('workspace.load', {}).then(
      ({ theme }) => void (nativeTheme.themeSource = theme),
      () => undefined,
    );
  client.on('workspace-changed', () => void update());
  return update();
}

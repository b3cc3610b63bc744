/** The desktop's own parts (menus, dialogs, an empty window) follow the theme that the user chose in the studio. */
import type { StudioClient } from '../../shared/contract/studio-client.ts';
import type { Electron } from '../electron.ts';

/** The page's `--ground`, so that nothing flashes before it has painted. */
const BACKGROUNDS = { dark: '#131416', light: '#eeeff1' } as const;

export function backgroundColour({ nativeTheme }: Pick<Electron, 'nativeTheme'>): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUNDS.dark : BACKGROUNDS.light;
}

/** Asks the studio as any interface does. @returns when the theme is known for the first time. */
export function followTheme(
  { nativeTheme }: Pick<Electron, 'nativeTheme'>,
  client: Pick<StudioClient, 'request' | 'on'>,
): Promise<void> {
  // Where the settings cannot be read, the theme stays the system's.
  const update = () =>
    client.request('workspace.load', {}).then(
      ({ theme }) => void (nativeTheme.themeSource = theme),
      () => undefined,
    );
  client.on('workspace-changed', () => void update());
  return update();
}

import type { WebPreferences } from 'electron';
import { offerContextMenu } from './context-menu.ts';
import { showFailures } from './crash-dialogs.ts';
import type { AppWindow, Electron } from '../electron.ts';
import { PAGE_URL } from '../page/page-origin.ts';
import { backgroundColour } from './theme.ts';
import { keepState, LEAST_SIZE, placement } from './window-state.ts';

export interface WindowOptions {
  /** The built preload. */
  readonly preload: string;
  readonly stateFile: string;
  readonly icon: string;
}

/** Opens the studio's window; it shows itself when the page has painted. */
export function openWindow(
  electron: Pick<Electron, 'app' | 'BrowserWindow' | 'dialog' | 'Menu' | 'nativeTheme' | 'screen'>,
  { preload, stateFile, icon }: WindowOptions,
): AppWindow {
  const { app, nativeTheme, screen } = electron;
  const { bounds, maximised } = placement(
    stateFile,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new electron.BrowserWindow({
    ...bounds,
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Trilemma Studio',
    icon,
    show: false,
    backgroundColor: backgroundColour(electron),
    webPreferences: webPreferences(preload, app.isPackaged),
  });
  window.once('ready-to-show', () => {
    if (maximised) window.maximize();
    window.show();
  });
  const recolour = () => window.setBackgroundColor(backgroundColour(electron));
  nativeTheme.on('updated', recolour);
  window.once('closed', () => nativeTheme.off('updated', recolour));
  keepState(window, stateFile);
  showFailures(electron, window);
  offerContextMenu(electron, window);
  void window.loadURL(PAGE_URL);
  return window;
}

/** Most of these are Electron's defaults; they stand here so that no default to come can change them. */
function webPreferences(preload: string, packaged: boolean): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // It would fetch dictionaries from another host.
    spellcheck: false,
    devTools: !packaged,
  };
}

import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../shared/contract/events.ts';
import type { Electron } from '../electron.ts';
import { openExternal } from '../external-links.ts';

const PAPER = 'https://arxiv.org/abs/2112.07804';

interface MenuOptions {
  readonly dataFolder: string;
  /** What the page does, for texts and for the studio. */
  readonly onCommand: (command: MenuCommand) => void;
  /** Ends the app as closing its window does; where a window can be closed alone, the system ends it. */
  readonly onQuit: () => void;
}

/** The menu that desktop apps have; what the studio does itself is in the window. */
export function setMenu(
  electron: Pick<Electron, 'app' | 'Menu' | 'shell'>,
  platform: NodeJS.Platform,
  { dataFolder, onCommand, onQuit }: MenuOptions,
): void {
  const { app, Menu, shell } = electron;
  const mac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Show data folder', click: () => void shell.openPath(dataFolder) },
        { type: 'separator' },
        mac ? { role: 'close' } : { label: '&Quit', accelerator: 'Control+Q', click: onQuit },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { label: '&Undo', accelerator: 'CommandOrControl+Z', click: () => onCommand('undo') },
        { label: '&Redo', accelerator: 'CommandOrControl+Shift+Z', click: () => onCommand('redo') },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { type: 'separator' },
        { label: 'Select &all', accelerator: 'CommandOrControl+A', click: () => onCommand('select-all') },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        // The key of the plus sign, without Shift.
        { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu', label: '&Window' },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        { label: 'The paper on denoising diffusion GANs', click: () => openExternal(electron, PAPER) },
        ...(mac ? [] : [{ type: 'separator' } as const, { role: 'about' } as const]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

import type { MenuItemConstructorOptions } from 'electron';
import type { Electron } from './electron.ts';
import { openExternal } from './external-links.ts';

const PAPER = 'https://arxiv.org/abs/2112.07804';

/** The menu that desktop apps have; what the studio does itself is in the window. */
export function setMenu(
  electron: Pick<Electron, 'app' | 'Menu' | 'shell'>,
  platform: NodeJS.Platform,
  dataFolder: string,
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
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu', label: '&Edit' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
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

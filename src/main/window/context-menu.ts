/** The menu of the right mouse button: on texts alone, with what systems have there. */
import type { MenuItemConstructorOptions } from 'electron';
import type { AppWindow, Electron } from '../electron.ts';

export function offerContextMenu({ Menu }: Pick<Electron, 'Menu'>, window: AppWindow): void {
  window.webContents.on('context-menu', (_event, { isEditable, editFlags, selectionText }) => {
    if (!isEditable && selectionText === '') return;
    const copy: MenuItemConstructorOptions = { role: 'copy', enabled: editFlags.canCopy };
    const template: MenuItemConstructorOptions[] = isEditable
      ? [
          { role: 'cut', enabled: editFlags.canCut },
          copy,
          { role: 'paste', enabled: editFlags.canPaste },
          { type: 'separator' },
          { role: 'selectAll', enabled: editFlags.canSelectAll },
        ]
      : [copy];
    Menu.buildFromTemplate(template).popup({ window });
  });
}

/** Entries of the desktop's menu that mean a text where one has the focus, and else what the studio does. */
import type { MenuCommand } from '../../shared/contract/events.ts';
import { isTextField } from '../app/shortcuts/text-field.ts';
import type { Shortcuts } from '../app/shortcuts/shortcuts.svelte.ts';

const COMMANDS: Readonly<Record<MenuCommand, { readonly ofText: string; readonly keys: string }>> = {
  undo: { ofText: 'undo', keys: 'Mod+Z' },
  redo: { ofText: 'redo', keys: 'Mod+Shift+Z' },
  'select-all': { ofText: 'selectAll', keys: 'Mod+A' },
};

export function runMenuCommand(shortcuts: Shortcuts, command: MenuCommand): void {
  const { ofText, keys } = COMMANDS[command];
  // Nothing else undoes in a text field.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (isTextField(document.activeElement)) document.execCommand(ofText);
  else shortcuts.press(keys);
}

import { expect, it, onTestFinished, vi } from 'vitest';
import { runMenuCommand } from './menu-commands.ts';

function focused(element: HTMLElement): void {
  document.body.append(element);
  element.focus();
  onTestFinished(() => element.remove());
}

function input(type: string): HTMLInputElement {
  return Object.assign(document.createElement('input'), { type });
}

it('does in the studio what the menu says, but in a text where one has the focus', () => {
  const press = vi.fn();
  const ofText = vi.fn();
  Object.assign(document, { execCommand: ofText });
  onTestFinished(() => void Reflect.deleteProperty(document, 'execCommand'));
  const run = (command: Parameters<typeof runMenuCommand>[1]) => runMenuCommand({ press } as never, command);
  run('undo');
  focused(input('range'));
  run('redo');
  expect(press.mock.calls).toEqual([['Mod+Z'], ['Mod+Shift+Z']]);
  expect(ofText).not.toHaveBeenCalled();
  focused(input('text'));
  run('undo');
  focused(document.createElement('textarea'));
  run('select-all');
  expect(ofText.mock.calls).toEqual([['undo'], ['selectAll']]);
  expect(press).toHaveBeenCalledTimes(2);
});

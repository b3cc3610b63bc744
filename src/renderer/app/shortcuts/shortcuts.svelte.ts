/** Keyboard shortcuts: views offer what they do with them while they are shown, and the help dialog lists those. */
import { onDestroy } from 'svelte';
import { keysOf } from './keys.ts';
import { shortcutKeys, type ShortcutId } from './shortcut-list.ts';
import { isTextField } from './text-field.ts';

/** What shortcuts do, with the keys that were pressed. */
export type ShortcutHandlers = Readonly<Partial<Record<ShortcutId, (keys: string) => unknown>>>;

export class Shortcuts {
  /** Beside the state: a component that is destroyed reads what the state was before the change that ended it. */
  #offered: readonly ShortcutHandlers[] = [];
  #shown = $state.raw<readonly ShortcutHandlers[]>([]);

  /** Those that work now. */
  readonly list: readonly ShortcutId[] = $derived.by(() => this.#shown.flatMap(idsOf));

  /** Offers shortcuts until the component that calls this is destroyed. */
  offer(handlers: ShortcutHandlers): void {
    this.#show([...this.#offered, handlers]);
    onDestroy(() => this.#show(this.#offered.filter((others) => others !== handlers)));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event)) return;
    this.#offered.findLast((handlers) => runShortcut(event, handlers));
  }

  /** Does what keys mean, such as `Mod+Z`, without their being pressed. */
  press(keys: string): void {
    this.#offered.findLast((handlers) => runKeys(keys, handlers));
  }

  #show(offered: readonly ShortcutHandlers[]): void {
    this.#offered = offered;
    this.#shown = offered;
  }
}

/** Does what the pressed keys mean, if they mean one of these shortcuts. @returns whether they do. */
export function runShortcut(event: KeyboardEvent, handlers: ShortcutHandlers): boolean {
  if (!runKeys(keysOf(event), handlers)) return false;
  event.preventDefault();
  return true;
}

function runKeys(keys: string, handlers: ShortcutHandlers): boolean {
  const id = idsOf(handlers).find((known) => shortcutKeys(known).includes(keys));
  if (id === undefined) return false;
  handlers[id]?.(keys);
  return true;
}

function idsOf(handlers: ShortcutHandlers): readonly ShortcutId[] {
  return Object.keys(handlers) as ShortcutId[];
}

/** True where the key belongs to a control: text goes into fields, arrows and Space move and press what has the focus. */
function isTyping({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (ctrlKey || metaKey) return isTextField(target) && /^[acvxyz]$/i.test(key);
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true;
  if (target.isContentEditable || target.matches('input, textarea, select')) return true;
  return target.matches('button, a, [role="slider"], [role="option"]') && /^(?: |Enter|Arrow)/.test(key);
}

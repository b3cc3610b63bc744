/** Keyboard shortcuts: views register what they offer while they are shown, and the sheet lists it. */
import { onDestroy } from 'svelte';

export interface Shortcut {
  /** As in `Mod+Shift+Z`, `Space`, `ArrowLeft`, `?`; Mod is Ctrl, or Command on a Mac. */
  readonly keys: string;
  /** What it does, for the sheet. */
  readonly label: string;
  /** Heading in the sheet. */
  readonly group: string;
  readonly run: () => void;
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export class Shortcuts {
  /** Beside the state: a component that is destroyed reads what the state was before the change that ended it. */
  #offered: readonly (readonly Shortcut[])[] = [];
  #groups = $state.raw<readonly (readonly Shortcut[])[]>([]);

  readonly list: readonly Shortcut[] = $derived.by(() => this.#groups.flat());

  /** Offers shortcuts until the component that calls this is destroyed. */
  offer(shortcuts: readonly Shortcut[]): void {
    this.#show([...this.#offered, shortcuts]);
    onDestroy(() => this.#show(this.#offered.filter((group) => group !== shortcuts)));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event)) return;
    const pressed = keysOf(event);
    const found = this.list.findLast(({ keys }) => keys === pressed);
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  }

  #show(groups: readonly (readonly Shortcut[])[]): void {
    this.#offered = groups;
    this.#groups = groups;
  }
}

/** Keys as people read them: `Ctrl Z`, or `⌘ Z`. */
export function shownKeys(keys: string): readonly string[] {
  // The last sign may be a plus itself.
  return keys.split(/\+(?!$)/).map((key) => (key === 'Mod' ? (IS_MAC ? '⌘' : 'Ctrl') : (NAMES[key] ?? key)));
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

function keysOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const isLetter = /^[A-Z]$/.test(key) || event.key.length > 1;
  return [
    ...((IS_MAC ? event.metaKey : event.ctrlKey) ? ['Mod'] : []),
    ...(event.altKey ? ['Alt'] : []),
    // A shifted sign is a sign of its own: `?`, not Shift+?.
    ...(event.shiftKey && isLetter ? ['Shift'] : []),
    key,
  ].join('+');
}

/** Whether the key belongs to a control: text goes into fields, arrows and Space move and press what has the focus. */
function isTyping({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (ctrlKey || metaKey) return target.matches('input, textarea') && /^[acvx]$/i.test(key);
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true;
  if (target.isContentEditable || target.matches('input, textarea, select')) return true;
  return target.matches('button, a, [role="slider"], [role="option"]') && /^(?: |Enter|Arrow)/.test(key);
}

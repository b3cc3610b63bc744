/** Keys of shortcuts as events bring them, as people read them, and as screen readers do. */
import { shortcutKeys, type ShortcutId } from './shortcut-list.ts';

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What is pressed, written as in the list of shortcuts. */
export function keysOf(event: KeyboardEvent): string {
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

const SHOWN: Readonly<Record<string, string>> = {
  Mod: IS_MAC ? '⌘' : 'Ctrl',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
};

/** Each of a shortcut's keys as people read them, such as `Ctrl Z` or `⌘ Z`. */
export function shownKeys(id: ShortcutId): readonly string[] {
  return shortcutKeys(id).map((keys) =>
    parts(keys)
      .map((key) => SHOWN[key] ?? key)
      .join(' '),
  );
}

/** For the attribute `aria-keyshortcuts`. */
export function ariaKeys(id: ShortcutId): string {
  const names: Readonly<Record<string, string>> = { Mod: IS_MAC ? 'Meta' : 'Control', '+': 'Plus' };
  const named = (keys: string) => parts(keys).map((key) => names[key] ?? key);
  return shortcutKeys(id)
    .map((keys) => named(keys).join('+'))
    .join(' ');
}

/** The last sign may be a plus itself. */
function parts(keys: string): readonly string[] {
  return keys.split(/\+(?!$)/);
}

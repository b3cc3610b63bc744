/** Components in a document, for tests. */
import { type Component, flushSync, mount, unmount } from 'svelte';
import { onTestFinished } from 'vitest';
import WithContext from './WithContext.svelte';

/** Shows a component until the test ends. @param provide sets the contexts that it needs */
export function render<P extends Record<string, unknown>>(
  component: Component<P>,
  props: P,
  provide: () => void = () => undefined,
): void {
  const show: Component = (anchor) => component(anchor, props);
  const mounted = mount(WithContext, { target: document.body, props: { provide, Shown: show } });
  onTestFinished(() => unmount(mounted));
  flushSync();
}

/** The only element of a role with that name. */
export function byRole(role: string, name: string | RegExp): HTMLElement {
  const found = allByRole(role).filter((element) => {
    const own = nameOf(element);
    return typeof name === 'string' ? own === name : name.test(own);
  });
  const [element] = found;
  if (element === undefined || found.length > 1) {
    throw new Error(`${found.length} elements are a ${role} named ${String(name)}.`);
  }
  return element;
}

export function allByRole(role: string): readonly HTMLElement[] {
  const implicit: Readonly<Record<string, string>> = {
    button: 'button:not([role])',
    textbox: 'input:not([type])',
  };
  const selector = [`[role=${role}]`, ...(implicit[role] === undefined ? [] : [implicit[role]])].join();
  return [...document.body.querySelectorAll<HTMLElement>(selector)];
}

/** Presses a key on an element, or on what has the focus. */
export function press(
  key: string,
  target: Element = document.activeElement!,
  init: KeyboardEventInit = {},
): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  flushSync();
}

export function click(target: Element, init: MouseEventInit = {}): void {
  target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init }));
  flushSync();
}

/** Types a text in place of what an input holds. */
export function type(input: HTMLElement, text: string): void {
  (input as HTMLInputElement).value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

function nameOf(element: HTMLElement): string {
  const label = element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`);
  return element.getAttribute('aria-label') ?? (label ?? element).textContent.trim();
}

import type { Component } from 'svelte';
import { expect, it, vi } from 'vitest';
import { ariaKeys } from './keys.ts';
import { render } from '../../testing/render.ts';
import { runShortcut, Shortcuts } from './shortcuts.svelte.ts';

const pressed = (key: string, init: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key, cancelable: true, ...init });

it('does what the keys mean, tells it which they were, and takes the event', () => {
  const go = vi.fn();
  const extend = vi.fn();
  const handlers = { 'gallery.move': go, 'gallery.extend': extend };
  const event = pressed('ArrowUp');
  expect(runShortcut(event, handlers)).toBe(true);
  expect(event.defaultPrevented).toBe(true);
  expect(go).toHaveBeenCalledWith('ArrowUp');
  runShortcut(pressed('End', { shiftKey: true }), handlers);
  expect(extend).toHaveBeenCalledWith('Shift+End');
  expect(go).toHaveBeenCalledTimes(1);
});

it.each([
  ['?', { shiftKey: true }, 'everywhere.shortcuts'],
  ['g', {}, 'create.generate'],
  [' ', {}, 'create.generate'],
  ['G', { shiftKey: true }, 'everywhere.gallery'],
  ['Enter', { ctrlKey: true }, 'create.generate-while-typing'],
  ['Z', { ctrlKey: true, shiftKey: true }, 'explore.redo'],
  ['+', { shiftKey: true }, 'create.larger'],
] as const)('knows %j with %j for %s', (key, init, id) => {
  expect(runShortcut(pressed(key, init), { [id]: () => undefined })).toBe(true);
});

it('leaves other keys, and the same with other modifiers, alone', () => {
  const run = vi.fn();
  for (const event of [pressed('h'), pressed('g', { ctrlKey: true }), pressed('g', { altKey: true })]) {
    expect(runShortcut(event, { 'create.generate': run })).toBe(false);
    expect(event.defaultPrevented).toBe(false);
  }
  expect(run).not.toHaveBeenCalled();
});

it('leaves undo to a text that has the focus, and to that alone', () => {
  const undo = vi.fn();
  const Offering: Component = () => {
    shortcuts.offer({ 'explore.undo': undo });
    return {};
  };
  const shortcuts = new Shortcuts();
  render(Offering, {});
  const on = (type: string, key = 'z') => {
    const target = Object.assign(document.createElement('input'), { type });
    target.addEventListener('keydown', (event) => shortcuts.handle(event));
    target.dispatchEvent(pressed(key, { ctrlKey: true }));
  };
  on('text');
  on('search');
  expect(undo).not.toHaveBeenCalled();
  on('range');
  on('checkbox');
  expect(undo).toHaveBeenCalledTimes(2);
  shortcuts.press('Mod+Z');
  shortcuts.press('Mod+A');
  expect(undo).toHaveBeenCalledTimes(3);
});

it('writes keys as screen readers know them', () => {
  expect(ariaKeys('explore.redo')).toBe('Control+Shift+Z Control+Y');
  expect(ariaKeys('create.larger')).toBe('Plus');
});

import { flushSync, tick } from 'svelte';
import { expect, it, vi } from 'vitest';
import { allByRole, byRole, press, render } from '../../testing/render.ts';
import Select from './Select.svelte';

function select(change: { disabled?: boolean } = {}) {
  const props = $state({
    label: 'Device',
    value: 'cpu',
    options: [
      { value: 'auto', label: 'Automatic' },
      { value: 'cpu', label: 'Processor', hint: 'slow' },
    ],
    onchange: vi.fn((value: string) => (props.value = value)),
    ...change,
  });
  render(Select, props);
  return { props, trigger: document.querySelector<HTMLElement>('.trigger')! };
}

it('shows the chosen option, by name and in the button', () => {
  const { props, trigger } = select();
  expect(trigger.getAttribute('aria-label')).toBe('Device: Processor');
  props.value = 'auto';
  flushSync();
  expect(trigger.textContent).toContain('Automatic');
});

it('opens by a key, lists the options with their hints, and takes the one that is pressed', async () => {
  const { props, trigger } = select();
  trigger.focus();
  press('ArrowDown', trigger);
  await tick();
  const options = allByRole('option');
  expect(options.map((option) => option.textContent.replace(/\s+/g, ' ').trim())).toEqual([
    'Automatic',
    'Processor slow',
  ]);
  byRole('option', 'Automatic').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
  flushSync();
  expect(props.onchange).toHaveBeenCalledExactlyOnceWith('auto');
});

it('cannot be used while it is disabled', () => {
  expect(select({ disabled: true }).trigger.hasAttribute('disabled')).toBe(true);
});

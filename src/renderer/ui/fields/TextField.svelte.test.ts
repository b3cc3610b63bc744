import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { allByRole, byRole, press, render, type } from '../../testing/render.ts';
import TextField from './TextField.svelte';

function field() {
  const props = $state({
    label: 'Count',
    value: '4',
    check: (text: string) => (/^\d+$/.test(text) ? null : 'A whole number.'),
    onchange: vi.fn((value: string) => (props.value = value)),
  });
  render(TextField, props);
  const input = byRole('textbox', 'Count') as HTMLInputElement;
  const leave = () => {
    input.dispatchEvent(new FocusEvent('blur'));
    flushSync();
  };
  return { props, input, leave };
}

it('takes a value at Enter and when the focus leaves, without spaces around it', () => {
  const { props, input, leave } = field();
  type(input, ' 16 ');
  expect(props.onchange).not.toHaveBeenCalled();
  press('Enter', input);
  expect(props.value).toBe('16');
  type(input, '64');
  leave();
  expect(props.value).toBe('64');
});

it('says what is wrong with a value, and returns to the last one', () => {
  const { props, input, leave } = field();
  type(input, 'many');
  const [alert] = allByRole('alert');
  expect(alert?.textContent).toBe('A whole number.');
  expect(input.getAttribute('aria-describedby')).toBe(alert?.id);
  expect(input.getAttribute('aria-invalid')).toBe('true');
  leave();
  expect(props.onchange).not.toHaveBeenCalled();
  expect(input.value).toBe('4');
  expect(allByRole('alert')).toEqual([]);
});

it('gives up what was typed at Escape, which then closes nothing else', () => {
  const { props, input } = field();
  const outer = vi.fn();
  window.addEventListener('keydown', outer);
  type(input, '8');
  press('Escape', input);
  expect(input.value).toBe('4');
  expect(outer).not.toHaveBeenCalled();
  press('Escape', input);
  expect(outer).toHaveBeenCalledOnce();
  expect(props.onchange).not.toHaveBeenCalled();
  window.removeEventListener('keydown', outer);
});

it('follows a value that is changed elsewhere', () => {
  const { props, input } = field();
  props.value = '32';
  flushSync();
  expect(input.value).toBe('32');
});

import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { WAITING } from '../../../../test/support/waiting.ts';
import { allByRole, byRole, click, render, type } from '../../testing/render.ts';
import NameDialog from './NameDialog.svelte';

function dialog(onsave: (name: string) => unknown) {
  const props = $state({ title: 'Rename', open: true, name: 'Walk', onsave, onclose: vi.fn() });
  render(NameDialog, props);
  return { props, input: byRole('textbox', 'Name') as HTMLInputElement, save: byRole('button', 'Save') };
}

const submit = async () => {
  document.querySelector('form')!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
  await Promise.resolve();
  flushSync();
};

it('saves the name without spaces around it, and closes', async () => {
  const onsave = vi.fn();
  const { props, input } = dialog(onsave);
  expect(input.value).toBe('Walk');
  type(input, ' Run ');
  await submit();
  expect(onsave).toHaveBeenCalledExactlyOnceWith('Run');
  await vi.waitFor(() => expect(props.onclose).toHaveBeenCalledOnce(), WAITING);
});

it('stays open with the reason where the name is refused, until another is typed', async () => {
  const { props, input, save } = dialog(() => Promise.reject(new Error('The name is taken.')));
  await submit();
  await vi.waitFor(() => {
    flushSync();
    expect(allByRole('alert').map((alert) => alert.textContent)).toEqual(['The name is taken.']);
  }, WAITING);
  expect(props.onclose).not.toHaveBeenCalled();
  expect(save.hasAttribute('disabled')).toBe(true);
  type(input, 'Other');
  expect(allByRole('alert')).toEqual([]);
  expect(save.hasAttribute('disabled')).toBe(false);
});

it('saves no empty name, and closes by Cancel', async () => {
  const onsave = vi.fn();
  const { props, input, save } = dialog(onsave);
  type(input, '  ');
  expect(save.hasAttribute('disabled')).toBe(true);
  await submit();
  expect(onsave).not.toHaveBeenCalled();
  click(byRole('button', 'Cancel'));
  expect(props.onclose).toHaveBeenCalledOnce();
});

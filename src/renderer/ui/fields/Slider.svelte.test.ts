import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { byRole, press, render } from '../../testing/render.ts';
import Slider from './Slider.svelte';

function slider(change: { readonly disabled?: boolean; readonly neutral?: undefined } = {}) {
  const props = $state({
    label: 'Strength',
    value: 0.5,
    min: 0,
    max: 1,
    step: 0.25,
    neutral: 0.25,
    onchange: vi.fn((value: number) => (props.value = value)),
    oncommit: vi.fn(),
    ...change,
  });
  render(Slider, props);
  return { props, thumb: byRole('slider', 'Strength') };
}

it('moves by its step, and says its value in words', () => {
  const { props, thumb } = slider();
  expect(thumb.getAttribute('aria-valuetext')).toBe('0.50');
  press('ArrowRight', thumb);
  expect(props.onchange).toHaveBeenLastCalledWith(0.75);
  expect(thumb.getAttribute('aria-valuetext')).toBe('0.75');
  press('End', thumb);
  press('ArrowRight', thumb);
  expect(props.value).toBe(1);
});

it('returns to where it does nothing by Backspace and by a double click', () => {
  const { props, thumb } = slider();
  press('Backspace', thumb);
  expect(props.value).toBe(0.25);
  expect(props.oncommit).toHaveBeenLastCalledWith(0.25);
  press('End', thumb);
  thumb.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
  flushSync();
  expect(props.value).toBe(0.25);
});

it('stays as it is while it is disabled, and has no place to return to without one', () => {
  const { props, thumb } = slider({ disabled: true });
  press('Backspace', thumb);
  press('ArrowRight', thumb);
  expect(props.onchange).not.toHaveBeenCalled();
});

it('ignores Backspace without a neutral value', () => {
  const { props, thumb } = slider({ neutral: undefined });
  press('Backspace', thumb);
  expect(props.onchange).not.toHaveBeenCalled();
});

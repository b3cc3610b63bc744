import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { History } from './history.svelte.ts';

describe('History', () => {
  it('goes back to where it began and forward to where it was, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 50 }), (values) => {
        const history = new History(0);
        for (const value of values) history.set(value);
        const end = history.value;
        while (history.canUndo) history.undo();
        expect(history.value).toBe(0);
        while (history.canRedo) history.redo();
        expect(history.value).toBe(end);
      }),
    );
  });

  it('takes a drag as one step', () => {
    const history = new History(1);
    for (const value of [2, 3, 4]) history.hold('slider', value);
    history.commit();
    expect(history.value).toBe(4);
    history.undo();
    expect(history.value).toBe(1);
    expect(history.canUndo).toBe(false);
  });

  it('takes presses of a key as one step until another control is touched', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const history = new History(1);
    for (const value of [2, 3]) {
      history.hold('size', value);
      history.letGo();
      vi.advanceTimersByTime(100);
    }
    history.hold('seed', 4);
    history.letGo();
    vi.advanceTimersByTime(1000);
    history.hold('seed', 5);
    const seen = [history.value];
    while (history.canUndo || seen.length === 1) {
      history.undo();
      seen.push(history.value);
    }
    expect(seen).toEqual([5, 4, 3, 1]);
  });

  it('makes no step of a drag that ends where it began', () => {
    const history = new History(1);
    history.hold('slider', 2);
    history.hold('slider', 1);
    history.commit();
    expect(history.canUndo).toBe(false);
  });

  it('forgets the future when another change is made', () => {
    const history = new History('a');
    history.set('b');
    history.undo();
    history.set('c');
    expect(history.canRedo).toBe(false);
    history.undo();
    expect(history.value).toBe('a');
  });

  it('undoes a drag that is not let go yet', () => {
    const history = new History(1);
    history.hold('slider', 5);
    history.undo();
    expect(history.value).toBe(1);
    history.redo();
    expect(history.value).toBe(5);
  });
});

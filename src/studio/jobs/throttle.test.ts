import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Throttle', () => {
  it('passes the first at once, then the latest when it is time', () => {
    const passed: number[] = [];
    const throttle = new Throttle<number>(100, (value) => passed.push(value));
    for (let value = 1; value <= 25; value++) {
      throttle.push(value);
      vi.advanceTimersByTime(10);
    }
    expect(passed).toEqual([1, 10, 20]);
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual([1, 10, 20, 25]);
  });

  it('drops what waits when it is stopped', () => {
    const passed: number[] = [];
    const throttle = new Throttle<number>(100, (value) => passed.push(value));
    throttle.push(1);
    throttle.push(2);
    throttle.stop();
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual([1]);
  });
});

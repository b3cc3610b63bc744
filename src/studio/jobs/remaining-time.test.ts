import { describe, expect, it } from 'vitest';
import { RemainingTime } from './remaining-time.ts';

describe('RemainingTime', () => {
  it('knows nothing before there is a rate', () => {
    const time = new RemainingTime();
    expect(time.after(100, 5, 20)).toBeNull();
    expect(time.after(101, 5, 20)).toBeNull();
  });

  it('goes by the rate since the first progress, not by what was there before', () => {
    const time = new RemainingTime();
    time.after(100, 10, 30);
    expect(time.after(104, 12, 30)).toBe(36);
    expect(time.after(110, 30, 30)).toBe(0);
  });

  it('begins anew with other work, which begins with less', () => {
    const time = new RemainingTime();
    time.after(100, 1, 8);
    time.after(120, 8, 8);
    expect(time.after(121, 0, 1000)).toBeNull();
    expect(time.after(122, 500, 1000)).toBe(1);
  });
});

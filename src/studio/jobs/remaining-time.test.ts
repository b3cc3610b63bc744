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
});

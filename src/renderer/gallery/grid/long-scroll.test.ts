import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementHeight, LongScroll } from './long-scroll.ts';

const VIEWPORT = 800;

function scrollOver(total: number): LongScroll {
  const scroll = new LongScroll();
  scroll.resize(total, VIEWPORT);
  return scroll;
}

describe('LongScroll', () => {
  it('is what the element says where that is high enough', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99_200 })), (tops) => {
        const scroll = scrollOver(100_000);
        expect(elementHeight(100_000)).toBe(100_000);
        for (const top of tops) {
          scroll.scrolled(top);
          expect(scroll.top).toBe(top);
          expect(scroll.offset).toBe(0);
        }
      }),
    );
  });

  it('reaches the start and the end of more than an element can be high', () => {
    const scroll = scrollOver(60_000_000);
    const height = elementHeight(60_000_000);
    expect(height).toBe(8_000_000);
    scroll.scrolled(height - VIEWPORT);
    expect(scroll.top).toBe(60_000_000 - VIEWPORT);
    scroll.scrolled(0);
    expect(scroll.top).toBe(0);
    scroll.scrolled(4_000_000 - VIEWPORT / 2);
    expect(scroll.top).toBeCloseTo(30_000_000 - VIEWPORT / 2, -2);
  });

  it('goes short ways pixel by pixel, and stands in proportion when it rests', () => {
    const scroll = scrollOver(60_000_000);
    const start = scroll.moveTo(20_000_000);
    scroll.scrolled(start + 100);
    scroll.scrolled(start + 250);
    expect(scroll.top).toBe(20_000_250);
    const settled = scroll.settled();
    expect(scroll.top).toBe(20_000_250);
    expect(settled / (elementHeight(60_000_000) - VIEWPORT)).toBeCloseTo(
      20_000_250 / (60_000_000 - VIEWPORT),
      6,
    );
  });

  it('stays where it was put near an end, when the element tells of it', () => {
    const scroll = scrollOver(60_000_000);
    expect(scroll.moveTo(2)).toBe(0);
    scroll.scrolled(0);
    expect(scroll.top).toBe(2);
  });

  it('shows each place at the same height of the window, however it got there', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7_999_200 })), (tops) => {
        const scroll = scrollOver(60_000_000);
        for (const top of tops) {
          scroll.scrolled(top);
          expect(scroll.top + scroll.offset).toBe(top);
          expect(scroll.top).toBeGreaterThanOrEqual(0);
          expect(scroll.top).toBeLessThanOrEqual(60_000_000 - VIEWPORT);
        }
      }),
    );
  });

  it('stays within what has become shorter', () => {
    const scroll = scrollOver(10_000);
    scroll.moveTo(9000);
    scroll.resize(500, VIEWPORT);
    expect(scroll.top).toBe(0);
  });
});

/**
 * Scrolling through more pixels than a browser's element can be high. The element is as high as it may be; where it
 * stands says which part of the whole is meant. Short ways go pixel by pixel, and only a long way, as by the scroll bar,
 * is taken in proportion. What the two disagree by after short ways is set right when scrolling rests.
 */

/** Well below 2^25, where Chromium's layout ends. */
const HIGHEST = 8_000_000;

/** @returns the height of the element that scrolls, for a grid of so many pixels. */
export function elementHeight(total: number): number {
  return Math.min(total, HIGHEST);
}

export class LongScroll {
  #total = 0;
  #viewport = 0;
  /** Offset in the whole grid. */
  #top = 0;
  /** Offset of the element that scrolls, which may be shorter than the grid. */
  #scrollTop = 0;

  /** Offset in the whole grid, in pixels. */
  get top(): number {
    return this.#top;
  }

  /** What is added to a place of the whole to give its place in the element. */
  get offset(): number {
    return this.#scrollTop - this.#top;
  }

  resize(total: number, viewport: number): void {
    this.#total = total;
    this.#viewport = viewport;
    this.#top = this.#within(this.#top);
  }

  /** Takes up where the element was scrolled to. */
  scrolled(scrollTop: number): void {
    const way = scrollTop - this.#scrollTop;
    // Told of where it was put: rounded, that may be an end that the whole is not at.
    if (way === 0) return;
    this.#scrollTop = scrollTop;
    const isShort = Math.abs(way) <= 2 * this.#viewport && scrollTop > 0 && scrollTop < this.#lastScrollTop;
    this.#top = this.#within(isShort ? this.#top + way : scrollTop * this.#ratio);
  }

  /** @returns where the element is to be scrolled to. */
  moveTo(top: number): number {
    this.#top = this.#within(top);
    return this.settled();
  }

  /** @returns where the element is to be scrolled to, so that it stands in proportion. */
  settled(): number {
    this.#scrollTop = this.#ratio === 1 ? this.#top : Math.round(this.#top / this.#ratio);
    return this.#scrollTop;
  }

  get #ratio(): number {
    return this.#lastScrollTop <= 0 ? 1 : (this.#total - this.#viewport) / this.#lastScrollTop;
  }

  get #lastScrollTop(): number {
    return elementHeight(this.#total) - this.#viewport;
  }

  #within(top: number): number {
    return Math.max(0, Math.min(top, this.#total - this.#viewport));
  }
}

/** What of the gallery is seen, and how to get about in it. All lengths in CSS pixels. */
import { untrack } from 'svelte';
import type { GallerySession, GridPlace } from '../gallery-session.svelte.ts';
import {
  type Cell,
  cellsOf,
  justified,
  type JustifiedLayout,
  rowAt,
  rowCount,
  rowHeightOf,
  rowOf,
  type Step,
  stepFrom,
  totalHeight,
} from './justified-layout.ts';
import { elementHeight, LongScroll } from './long-scroll.ts';
import { ThumbQueue } from './thumb-queue.ts';

const PADDING = 12;
const GAP = 6;
/** Drawn beyond what is seen, in windows: scrolling shows no empty rows. */
const BEYOND = 0.4;
/** Farther in one event, in windows, and pictures only fly by. */
const FLYING = 1.2;
const RESTED_MS = 90;

export interface GridRow {
  readonly row: number;
  /** Key of its element: rows that scroll into view reuse the elements of rows that left. */
  readonly slot: number;
  /** From the top of the whole. */
  readonly top: number;
  readonly height: number;
  readonly cells: readonly Cell[];
  readonly layout: JustifiedLayout;
}

export class GridView {
  readonly thumbs = new ThumbQueue();
  readonly #session: GallerySession;
  readonly #scroll = new LongScroll();
  /** Width of the element that scrolls; written by the grid. */
  width = $state(0);
  height = $state(0);
  scroller: HTMLElement | undefined;
  #top = $state(0);
  #offset = $state(0);
  /** What stays in its place when the layout changes. */
  #place: GridPlace | null = null;
  #shownKey: string | undefined;
  #rowsBefore: readonly GridRow[] = [];
  #slots = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(session: GallerySession) {
    this.#session = session;
  }

  readonly layout: JustifiedLayout = $derived.by(() =>
    justified(this.#session.order?.aspects ?? new Uint16Array(), {
      width: Math.max(0, this.width - 2 * PADDING),
      rowHeight: this.#session.rowHeight,
      gap: GAP,
    }),
  );

  readonly #firstRow = $derived.by(() => rowAt(this.layout, this.#top - PADDING - BEYOND * this.height));
  readonly #lastRow = $derived.by(() => rowAt(this.layout, this.#top - PADDING + (1 + BEYOND) * this.height));

  /** The rows that are drawn. */
  readonly rows: readonly GridRow[] = $derived.by(() => this.#rows());

  /** Ids of the pictures that are drawn. */
  readonly drawn: readonly number[] = $derived.by(() => {
    const [first] = this.rows;
    const last = this.rows.at(-1);
    if (first === undefined || last === undefined || this.#session.order === null) return [];
    const { firsts } = this.layout;
    return [...this.#session.order.ids.subarray(firsts[first.row], firsts[last.row + 1])];
  });

  /** Height of the element that is scrolled. */
  readonly scrollHeight: number = $derived.by(() => elementHeight(this.#whole));

  /** What is added to a row's top to give its place in that element. */
  get offset(): number {
    return this.#offset + PADDING;
  }

  get #whole(): number {
    return rowCount(this.layout) === 0 ? 0 : totalHeight(this.layout) - GAP + 2 * PADDING;
  }

  /** Call it before the layout changes: finds the picture that is to stay where it is, or the one of the last visit. */
  follow(): void {
    const { layout, height } = this;
    const { order } = this.#session;
    if (order === null || rowCount(layout) === 0) return;
    untrack(() => {
      this.#scroll.resize(this.#whole, height);
      const isOther = order.key !== this.#shownKey;
      this.#shownKey = order.key;
      const place = isOther ? (this.#session.placeOf(order.key) ?? null) : this.#place;
      const index = place === null ? -1 : order.ids.indexOf(place.id);
      if (place !== null && index >= 0) this.#moveTo(this.#topOf(index) - place.below);
      else this.#moveTo(isOther || place === null ? 0 : this.#top);
    });
  }

  /** After the page has followed: scrolls the element. */
  apply(): void {
    const { scroller } = this;
    if (scroller === undefined || this.scrollHeight === 0 || rowCount(this.layout) === 0) return;
    const scrollTop = untrack(() => this.#scroll.settled());
    if (scroller.scrollTop !== scrollTop) scroller.scrollTop = scrollTop;
  }

  scrolled(): void {
    const { scroller } = this;
    if (scroller === undefined || this.#shownKey === undefined) return;
    const before = this.#top;
    this.#scroll.scrolled(scroller.scrollTop);
    this.#take();
    this.thumbs.hold(Math.abs(this.#top - before) > FLYING * this.height);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#rested(), RESTED_MS);
  }

  /** Scrolls as little as it takes to see a picture whole. */
  reveal(index: number): void {
    const top = this.#topOf(index) - PADDING;
    const bottom = top + rowHeightOf(this.layout, rowOf(this.layout, index)) + 2 * PADDING;
    const to = top < this.#top ? top : bottom > this.#top + this.height ? bottom - this.height : this.#top;
    if (to === this.#top) return;
    this.#moveTo(to);
    this.apply();
  }

  /** The index of the picture that a key leads to from another; the first in sight where there is none. */
  stepFrom(index: number, step: Step): number {
    if (index < 0) return this.layout.firsts[rowAt(this.layout, this.#top)]!;
    return stepFrom(this.layout, index, step, this.height - 2 * PADDING);
  }

  close(): void {
    clearTimeout(this.#rest);
  }

  #rested(): void {
    this.thumbs.hold(false);
    this.apply();
    this.#offset = this.#scroll.offset;
  }

  #moveTo(top: number): void {
    this.#scroll.moveTo(top);
    this.#take();
  }

  #take(): void {
    this.#top = this.#scroll.top;
    this.#offset = this.#scroll.offset;
    this.#place = this.#presentPlace();
    const key = this.#session.order?.key;
    // A place is noted for the order that is drawn, not for one that is still loading.
    if (key !== undefined && key === this.#shownKey) this.#session.leaveAt(key, this.#place);
  }

  /** The focus where it is seen, else the first picture that is. At the very top, what comes in may push all down. */
  #presentPlace(): GridPlace | null {
    const { order, selection } = this.#session;
    if (this.#top <= 0 || order?.ids.length !== this.layout.aspects.length) return null;
    const below = (index: number) => this.#topOf(index) - this.#top;
    const focus = selection.focus === null ? -1 : order.ids.indexOf(selection.focus);
    if (focus >= 0 && below(focus) >= 0 && below(focus) < this.height) {
      return { id: order.ids[focus]!, below: below(focus) };
    }
    const row = Math.min(rowCount(this.layout) - 1, rowAt(this.layout, this.#top - PADDING) + 1);
    const index = this.layout.firsts[row]!;
    return { id: order.ids[index]!, below: below(index) };
  }

  #topOf(index: number): number {
    return this.layout.tops[rowOf(this.layout, index)]! + PADDING;
  }

  #rows(): readonly GridRow[] {
    const { layout } = this;
    const first = this.#firstRow;
    const count = rowCount(layout) === 0 ? 0 : this.#lastRow - first + 1;
    const isSame = this.#rowsBefore[0]?.layout === layout;
    this.#slots = Math.max(isSame ? this.#slots : 0, count);
    const before = isSame ? this.#rowsBefore : [];
    this.#rowsBefore = Array.from({ length: count }, (_, i) => {
      const row = first + i;
      const slot = row % this.#slots;
      // The same object, so that nothing of a row is drawn again that stays.
      return before.find((known) => known.row === row && known.slot === slot) ?? this.#row(layout, row, slot);
    });
    return this.#rowsBefore;
  }

  #row(layout: JustifiedLayout, row: number, slot: number): GridRow {
    return {
      row,
      slot,
      top: layout.tops[row]!,
      height: rowHeightOf(layout, row),
      cells: cellsOf(layout, row),
      layout,
    };
  }
}

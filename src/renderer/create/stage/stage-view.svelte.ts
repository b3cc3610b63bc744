import type { CreateSession, StagePlace } from '../create-session.svelte.ts';
import { layoutStage, moved, type Move, SMALLEST_TILE, tilePosition } from './stage-layout.ts';

/** Beside the pictures. */
export const STAGE_PADDING = 16;
/** Drawn beyond what is seen, so that scrolling shows no empty rows. */
const BEYOND = 300;
const ZOOM = 1.25;
const LARGEST_TILE = 1024;

/** What of the stage is seen, and how to get about on it. All lengths in CSS pixels. */
export class StageView {
  readonly #session: CreateSession;
  /** Width of the element that scrolls; written by the stage. */
  width = $state(0);
  height = $state(0);
  scrolled = $state(0);
  /** Size of the text: it grows with the window, and headers with it. */
  rem = $state(16);
  scroller: HTMLElement | undefined;

  constructor(session: CreateSession) {
    this.#session = session;
  }

  readonly metrics = $derived.by(() => ({
    width: Math.max(1, this.width - 2 * STAGE_PADDING),
    height: Math.max(1, this.height - STAGE_PADDING),
    gap: 6,
    header: Math.round(2.5 * this.rem),
    headerWidth: 42 * this.rem,
    spacing: Math.round(1.25 * this.rem),
  }));

  readonly layout = $derived.by(() =>
    layoutStage(
      this.#session.batches.list.map(({ id, isFolded, slots }) => ({
        id,
        count: isFolded ? 0 : slots.length,
      })),
      this.metrics,
      this.#session.tileSize,
    ),
  );

  readonly top = $derived.by(() => this.scrolled - BEYOND);
  readonly bottom = $derived.by(() => this.scrolled + this.height + BEYOND);

  /** The batches that are drawn. */
  readonly near = $derived.by(() =>
    this.layout.places.filter((place) => place.top + place.height >= this.top && place.top <= this.bottom),
  );

  /** Selects the picture that a key leads to. */
  move(where: Move): void {
    const place = moved(this.layout, this.#session.selected, where);
    if (place === undefined) return;
    this.#session.select(place);
    this.reveal(place);
  }

  /** Scrolls so that a picture is seen whole; the focus goes with it if it is on the stage. */
  reveal({ batch, index }: StagePlace): void {
    const place = this.layout.places.find(({ id }) => id === batch);
    const { scroller } = this;
    if (place === undefined || scroller === undefined) return;
    const { y } = tilePosition(place, index);
    const above = index < place.columns ? place.top : y - this.metrics.gap;
    const below = y + place.tile + STAGE_PADDING - this.height;
    if (above < scroller.scrollTop) scroller.scrollTop = above;
    else if (below > scroller.scrollTop) scroller.scrollTop = below;
    this.scrolled = scroller.scrollTop;
    if (!scroller.contains(document.activeElement)) return;
    // The picture may have to be drawn first.
    requestAnimationFrame(() =>
      scroller.querySelector<HTMLElement>('[data-selected] button')?.focus({ preventScroll: true }),
    );
  }

  /** Makes the pictures larger, or smaller, by one notch. */
  zoom(by: 1 | -1): void {
    const size = (this.#session.tileSize ?? this.layout.places[0]?.tile ?? 160) * ZOOM ** by;
    this.#session.tileSize = Math.round(Math.min(LARGEST_TILE, Math.max(SMALLEST_TILE, size)));
  }

  /** Fits each batch to what is seen at once. */
  fit(): void {
    this.#session.tileSize = null;
  }
}

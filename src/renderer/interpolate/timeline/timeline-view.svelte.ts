/** How much of the time is on the screen: CSS pixels and frames of a timeline. */

/** Room beside the first and the last frame, so that their pictures are whole. */
export const MARGIN = 48;

export const ZOOM_STEP = 1.5;
const MOST_ZOOM = 64;
const MOST_PIXELS_PER_FRAME = 48;
const LEAST_PIXELS_PER_FRAME = 1e-3;

export class TimelineView {
  readonly #frames: () => number;
  /** Width of the part that is seen. */
  width = $state(800);
  /** How far it is scrolled. */
  scroll = $state(0);
  #zoom = $state(1);
  #frozen = $state<number | null>(null);

  constructor(frames: () => number) {
    this.#frames = frames;
  }

  /** Times the scale at which all frames fit. */
  get zoom(): number {
    return this.#zoom;
  }

  readonly pixelsPerFrame: number = $derived.by(() => {
    if (this.#frozen !== null) return this.#frozen;
    const fit = (this.width - 2 * MARGIN) / Math.max(1, this.#frames() - 1);
    return Math.min(Math.max(fit * this.#zoom, LEAST_PIXELS_PER_FRAME), MOST_PIXELS_PER_FRAME);
  });

  /** Width of all frames together. */
  readonly contentWidth: number = $derived.by(() =>
    Math.max(this.width, 2 * MARGIN + Math.max(0, this.#frames() - 1) * this.pixelsPerFrame),
  );

  /** Where a frame lies, from the left of all frames. */
  x(frame: number): number {
    return MARGIN + frame * this.pixelsPerFrame;
  }

  /** The frame at a place, which need not be a whole one, nor one of the path. */
  frameAt(x: number): number {
    return (x - MARGIN) / this.pixelsPerFrame;
  }

  zoomBy(factor: number): void {
    this.#zoom = Math.min(MOST_ZOOM, Math.max(1, this.#zoom * factor));
  }

  fit(): void {
    this.#zoom = 1;
  }

  /** Nothing moves away under a hand that changes times. */
  freeze(): void {
    this.#frozen = this.pixelsPerFrame;
  }

  thaw(): void {
    this.#frozen = null;
  }
}

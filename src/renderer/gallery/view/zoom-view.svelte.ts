/** How large pictures are shown side by side, and which part of them: the same for all. */

const LARGEST = 32;
const STEP = 1.25;

interface Point {
  /** Distance from the middle of a pane, as a share of its size. */
  readonly x: number;
  readonly y: number;
}

export class ZoomView {
  /** 1 where pictures fill their places. */
  #scale = $state(1);
  /** How far pictures are moved, in shares of the place. */
  #shift = $state.raw<Point>({ x: 0, y: 0 });

  get scale(): number {
    return this.#scale;
  }

  readonly transform: string = $derived.by(
    () => `translate(${100 * this.#shift.x}%, ${100 * this.#shift.y}%) scale(${this.#scale})`,
  );

  /** @param at what stays where it is */
  zoomBy(factor: number, at: Point = { x: 0, y: 0 }): void {
    const scale = Math.min(LARGEST, Math.max(1, this.#scale * factor));
    const ratio = scale / this.#scale;
    this.#scale = scale;
    this.#moveTo({
      x: at.x - (at.x - this.#shift.x) * ratio,
      y: at.y - (at.y - this.#shift.y) * ratio,
    });
  }

  zoomIn(): void {
    this.zoomBy(STEP);
  }

  zoomOut(): void {
    this.zoomBy(1 / STEP);
  }

  /** @param by in shares of the place */
  panBy(by: Point): void {
    this.#moveTo({ x: this.#shift.x + by.x, y: this.#shift.y + by.y });
  }

  fit(): void {
    this.#scale = 1;
    this.#moveTo({ x: 0, y: 0 });
  }

  /** A picture never leaves its place empty. */
  #moveTo({ x, y }: Point): void {
    const most = (this.#scale - 1) / 2;
    const within = (value: number) => Math.max(-most, Math.min(most, value));
    this.#shift = { x: within(x), y: within(y) };
  }
}

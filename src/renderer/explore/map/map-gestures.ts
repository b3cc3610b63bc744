/** Pointers, wheel and keys on the map. */
import { runShortcut } from '../../app/shortcuts/shortcuts.svelte.ts';
import type { Spot } from './map-view.ts';

export interface MapMoves {
  pan(by: Spot): void;
  zoom(factor: number, spot?: Spot): void;
  fit(): void;
  /** A click or a tap. */
  click(spot: Spot): void;
  /** Enter. */
  takeCentre(): void;
  /** Where the pointer rests; null where it is away or drags. */
  point(spot: Spot | null): void;
}

/** A pointer that moved less has clicked. */
const CLICK_PIXELS = 4;
const WHEEL_ZOOM = 0.0015;
/** Browsers report pinching on a touchpad as the wheel with Ctrl. */
const PINCH_ZOOM = 0.01;
const KEY_ZOOM = 1.25;
const KEY_PAN = 60;
const KEY_PANS: Readonly<Record<string, Spot>> = {
  ArrowLeft: { x: KEY_PAN, y: 0 },
  ArrowRight: { x: -KEY_PAN, y: 0 },
  ArrowUp: { x: 0, y: KEY_PAN },
  ArrowDown: { x: 0, y: -KEY_PAN },
};
/** Inertia fades to 1/e in this time. */
const FADE_MS = 180;
/** Pixels in a millisecond below which the map stands. */
const STILL = 0.02;
/** A pointer that rests so long before it is lifted throws nothing. */
const REST_MS = 60;

export class MapGestures {
  readonly #moves: MapMoves;
  readonly #pointers = new Map<number, Spot>();
  #start: Spot | null = null;
  #isDrag = false;
  #velocity: Spot = { x: 0, y: 0 };
  #movedAt = 0;
  #frame = 0;

  constructor(moves: MapMoves) {
    this.#moves = moves;
  }

  down(event: PointerEvent & { currentTarget: HTMLElement }): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    this.stop();
    event.currentTarget.setPointerCapture(event.pointerId);
    const spot = spotOf(event);
    this.#pointers.set(event.pointerId, spot);
    this.#start = this.#pointers.size === 1 ? spot : null;
    this.#isDrag = this.#pointers.size > 1;
    this.#velocity = { x: 0, y: 0 };
  }

  move(event: PointerEvent & { currentTarget: HTMLElement }): void {
    const spot = spotOf(event);
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'touch') this.#moves.point(spot);
      return;
    }
    if (this.#start !== null && distance(spot, this.#start) > CLICK_PIXELS) this.#isDrag = true;
    if (!this.#isDrag) return;
    this.#moves.point(null);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, spot);
    if (other === undefined) this.#drag(before, spot, event.timeStamp);
    else this.#pinch(before, spot, other);
  }

  up(event: PointerEvent & { currentTarget: HTMLElement }): void {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0) return;
    const spot = spotOf(event);
    if (!this.#isDrag && event.type === 'pointerup') this.#moves.click(spot);
    else if (event.timeStamp - this.#movedAt < REST_MS) this.#coast(event.timeStamp);
    if (event.pointerType === 'mouse') this.#moves.point(spot);
    this.#isDrag = false;
  }

  wheel(event: WheelEvent & { currentTarget: HTMLElement }): void {
    event.preventDefault();
    this.stop();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const speed = event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM;
    this.#moves.zoom(Math.exp(-event.deltaY * lines * speed), spotOf(event));
  }

  /** @returns whether the key moves the map. */
  key(event: KeyboardEvent): boolean {
    const halted = (act: (keys: string) => void) => (keys: string) => {
      this.stop();
      this.#moves.point(null);
      act(keys);
    };
    return runShortcut(event, {
      'map.move': halted((keys) => this.#moves.pan(KEY_PANS[keys]!)),
      'map.zoom-in': halted(() => this.#moves.zoom(KEY_ZOOM)),
      'map.zoom-out': halted(() => this.#moves.zoom(1 / KEY_ZOOM)),
      'map.fit': halted(() => this.#moves.fit()),
      'map.choose': halted(() => this.#moves.takeCentre()),
    });
  }

  /** Stops the motion that goes on after the pointer is lifted. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  #drag(from: Spot, to: Spot, now: number): void {
    const by = { x: to.x - from.x, y: to.y - from.y };
    const passed = Math.max(1, now - this.#movedAt);
    this.#velocity = { x: by.x / passed, y: by.y / passed };
    this.#movedAt = now;
    this.#moves.pan(by);
  }

  #pinch(from: Spot, to: Spot, other: Spot): void {
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    this.#moves.pan({ x: (to.x - from.x) / 2, y: (to.y - from.y) / 2 });
    this.#moves.zoom(distance(to, other) / Math.max(1, distance(from, other)), middle);
    this.#velocity = { x: 0, y: 0 };
  }

  #coast(since: number): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    let before = since;
    const glide = (now: number) => {
      const passed = Math.max(0, now - before);
      before = now;
      this.#moves.pan({ x: this.#velocity.x * passed, y: this.#velocity.y * passed });
      const fade = Math.exp(-passed / FADE_MS);
      this.#velocity = { x: this.#velocity.x * fade, y: this.#velocity.y * fade };
      if (distance(this.#velocity, { x: 0, y: 0 }) > STILL) this.#frame = requestAnimationFrame(glide);
    };
    this.#frame = requestAnimationFrame(glide);
  }
}

function spotOf(event: MouseEvent & { currentTarget: HTMLElement }): Spot {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

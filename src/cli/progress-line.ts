/** The last line of a terminal, which shows how far a command is. */
import type { WriteStream } from 'node:tty';
import { RemainingTime } from '../studio/jobs/remaining-time.ts';
import { Throttle } from '../studio/jobs/throttle.ts';
import { progressLayout } from './progress-layout.ts';

const DRAWN_EVERY_MS = 100;
/** The time goes on where nothing else does. */
const TICK_MS = 1000;
/** For terminals that do not report their width. */
const USUAL_COLUMNS = 80;
const CLEAR_LINE = '\r\x1b[2K';

/**
 * Shown until it is disposed of. Whatever else is to be printed meanwhile must {@link clear} it first: it comes back
 * below with its next change.
 */
export class ProgressLine implements Disposable {
  readonly #label: string;
  readonly #terminal: WriteStream | undefined;
  readonly #started = performance.now();
  readonly #time = new RemainingTime();
  readonly #drawn = new Throttle<null>(DRAWN_EVERY_MS, () => this.#draw());
  readonly #onResize = () => this.#drawn.push(null);
  readonly #tick: NodeJS.Timeout | undefined;
  #progress: { readonly share: number; readonly secondsLeft: number | undefined } | undefined;
  #isVisible = false;

  /** @param terminal nothing is shown without one. */
  constructor(label: string, terminal: WriteStream | undefined) {
    this.#label = label;
    this.#terminal = terminal;
    if (terminal === undefined) return;
    terminal.on('resize', this.#onResize);
    this.#tick = setInterval(() => this.#drawn.push(null), TICK_MS).unref();
  }

  update(done: number, total: number): void {
    if (this.#terminal === undefined) return;
    const secondsLeft = this.#time.after(performance.now() / 1000, done, total) ?? undefined;
    this.#progress = { share: total === 0 ? 1 : Math.min(1, done / total), secondsLeft };
    this.#drawn.push(null);
  }

  clear(): void {
    if (this.#isVisible) this.#terminal?.write(CLEAR_LINE);
    this.#isVisible = false;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#tick);
    this.#terminal?.off('resize', this.#onResize);
    this.#drawn.stop();
    this.clear();
  }

  #draw(): void {
    const columns = this.#terminal?.columns ?? 0;
    const seconds = (performance.now() - this.#started) / 1000;
    const progress = { share: undefined, ...this.#progress, label: this.#label, seconds };
    this.#terminal?.write(CLEAR_LINE + progressLayout(progress, columns > 0 ? columns : USUAL_COLUMNS));
    this.#isVisible = true;
  }
}

const WIDTH = 30;
const CLEAR_LINE = '\r\x1b[2K';

/** One line on a terminal's standard error: label, bar, time left. Elsewhere it is silent. */
export class ProgressBar implements Disposable {
  readonly #label: string;
  readonly #shown: boolean;
  readonly #started = performance.now();

  constructor(label: string, shown: boolean) {
    this.#label = label;
    this.#shown = shown;
  }

  update(done: number, total: number): void {
    if (!this.#shown) return;
    const share = total === 0 ? 1 : done / total;
    const filled = Math.round(WIDTH * share);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    process.stderr.write(
      `${CLEAR_LINE}${this.#label} ${bar} ${Math.round(share * 100)} %${this.#timeLeft(share)}`,
    );
  }

  [Symbol.dispose](): void {
    if (this.#shown) process.stderr.write(CLEAR_LINE);
  }

  #timeLeft(share: number): string {
    if (share === 0 || share === 1) return '';
    const seconds = ((performance.now() - this.#started) / 1000) * (1 / share - 1);
    return seconds < 90 ? `, ${Math.ceil(seconds)} s left` : `, ${Math.ceil(seconds / 60)} min left`;
  }
}

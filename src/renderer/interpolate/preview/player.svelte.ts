interface PlayedPath {
  readonly frames: number;
  readonly fps: number;
}

/** The playhead, and playing by the clock: a machine that is too slow shows fewer frames, never later ones. */
export class Player {
  readonly #path: () => PlayedPath;
  #frame = $state(0);
  #isPlaying = $state(false);
  /** True if playing starts over at the end. */
  loops = $state(true);
  #request = 0;

  constructor(path: () => PlayedPath) {
    this.#path = path;
  }

  /** Never beyond the path, however it was cut. */
  readonly frame: number = $derived.by(() => Math.max(0, Math.min(this.#frame, this.#path().frames - 1)));

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  seek(frame: number): void {
    this.#frame = Math.max(0, Math.min(Math.round(frame), this.#path().frames - 1));
    if (this.#isPlaying) this.#run();
  }

  toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    const { frames } = this.#path();
    if (frames < 2) return;
    if (this.#frame >= frames - 1) this.#frame = 0;
    this.#isPlaying = true;
    this.#run();
  }

  pause(): void {
    if (!this.#isPlaying) return;
    cancelAnimationFrame(this.#request);
    this.#isPlaying = false;
  }

  #run(): void {
    cancelAnimationFrame(this.#request);
    const first = this.#frame;
    let started: number | undefined;
    const tick = (now: number) => {
      started ??= now;
      const { frames, fps } = this.#path();
      const frame = first + Math.floor(((now - started) / 1000) * fps);
      if (frame >= frames && !this.loops) {
        this.#frame = frames - 1;
        this.pause();
        return;
      }
      this.#frame = frame % frames;
      this.#request = requestAnimationFrame(tick);
    };
    this.#request = requestAnimationFrame(tick);
  }
}

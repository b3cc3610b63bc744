/** A chunk is what a preview may have to wait for. */
const CHUNK_SECONDS = 0.3;

/** The most that the engine is asked for at once. */
const MOST_PICTURES = 64;

/** How many pictures make a chunk of work, by what the last chunk of the same kind took. */
export class Pace {
  readonly #secondsPerPicture = new Map<string, number>();

  /**
   * @param kind what decides the time of a picture: model, device, T.
   * @returns a power of two, 1 while nothing is known: powers split evenly into the engine's own batches.
   */
  chunkSize(kind: string): number {
    const seconds = this.#secondsPerPicture.get(kind);
    if (seconds === undefined) return 1;
    const fitting = Math.min(MOST_PICTURES, Math.max(1, CHUNK_SECONDS / seconds));
    return 2 ** Math.floor(Math.log2(fitting));
  }

  /** Tells what a chunk took. The latest counts alone: the first one's time holds the loading of the model. */
  measured(kind: string, pictures: number, seconds: number): void {
    this.#secondsPerPicture.set(kind, seconds / pictures);
  }
}

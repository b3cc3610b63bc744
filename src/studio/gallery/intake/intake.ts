/**
 * The one way by which pictures come into the gallery: first the file, whole and on the disk, then the row. Both are
 * done for all that wait at the same time: one round of waiting for the disk, one transaction.
 */
import { TrilemmaError } from '../../../shared/errors.ts';
import type { NewItem } from '../../database/gallery/item-records.ts';
import type { ItemRepository } from '../../database/gallery/item-repository.ts';
import { WriteBatches } from './batches.ts';
import type { NewFile, PictureStore } from '../files/picture-store.ts';
import type { StoredFile } from '../files/stored-file.ts';

export interface Incoming {
  readonly file: NewFile;
  readonly item: Omit<NewItem, keyof StoredFile>;
}

export interface Arrival {
  readonly id: number;
  /** False where the gallery had this very file already. */
  readonly isNew: boolean;
}

/** A transaction of so many takes a few milliseconds. */
const MOST_AT_ONCE = 64;
const MOST_ATTEMPTS = 3;

export class Intake {
  readonly #items: ItemRepository;
  readonly #store: PictureStore;
  readonly #batches: WriteBatches<Incoming, Arrival>;

  /** @param onArrival called once for each batch that is in. */
  constructor(items: ItemRepository, store: PictureStore, onArrival: () => void) {
    this.#items = items;
    this.#store = store;
    this.#batches = new WriteBatches(async (batch) => {
      const outcomes = await this.#takeIn(batch, 1);
      onArrival();
      return outcomes;
    }, MOST_AT_ONCE);
  }

  /** When this returns, file and row are on the disk. @throws {TrilemmaError} `file`; neither is there then. */
  add(incoming: Incoming): Promise<Arrival> {
    return this.#batches.add(incoming);
  }

  idle(): Promise<void> {
    return this.#batches.idle();
  }

  async #takeIn(
    batch: readonly Incoming[],
    attempt: number,
  ): Promise<readonly PromiseSettledResult<Arrival>[]> {
    const written = await this.#store.write(batch.map(({ file }) => file));
    const arrivals = this.#insert(batch, written);
    const outcomes: PromiseSettledResult<Arrival>[] = [];
    for (const [at, outcome] of written.entries()) {
      const arrival = arrivals[at];
      if (outcome.status === 'rejected') outcomes.push(outcome);
      else if (arrival !== undefined) outcomes.push({ status: 'fulfilled', value: arrival });
      else if (attempt < MOST_ATTEMPTS) outcomes.push(...(await this.#takeIn([batch[at]!], attempt + 1)));
      else outcomes.push({ status: 'rejected', reason: gone(this.#store.pathOf(outcome.value)) });
    }
    return outcomes;
  }

  /** @returns undefined for a file that went between the writing and now: an equal one was deleted for good. */
  #insert(
    batch: readonly Incoming[],
    written: readonly PromiseSettledResult<StoredFile>[],
  ): readonly (Arrival | undefined)[] {
    try {
      return this.#items.transaction(() =>
        written.map((outcome, at) => {
          if (outcome.status === 'rejected') return undefined;
          const known = this.#items.byFile(outcome.value.fileSha256);
          if (known !== undefined) return { id: known, isNew: false };
          if (!this.#store.has(outcome.value)) return undefined;
          return { id: this.#items.insert({ ...batch[at]!.item, ...outcome.value }), isNew: true };
        }),
      );
    } catch (error) {
      // A file without a row would come back at the next start, as if it had been kept.
      for (const outcome of written) {
        if (outcome.status === 'fulfilled') this.#discard(outcome.value);
      }
      throw error;
    }
  }

  #discard(file: StoredFile): void {
    try {
      if (this.#items.byFile(file.fileSha256) === undefined) this.#store.delete(file);
    } catch (error) {
      // The disk that failed the row fails this too; the next start sorts it out.
      if (!(error instanceof TrilemmaError)) throw error;
    }
  }
}

function gone(path: string): TrilemmaError {
  return new TrilemmaError('file', `${path} was deleted while it was kept: keep the picture again.`);
}

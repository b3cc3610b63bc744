/** Deleting for good: first the rows, with the names of their files written down, then the files. */
import { THUMB_SIZES } from '../../shared/picture.ts';
import type { AbsentFiles } from '../database/absent-files.ts';
import type { ItemRepository } from '../database/item-repository.ts';
import type { PictureStore } from './picture-store.ts';
import type { Thumbnails } from './thumbnails.ts';

/** Files are deleted with the database locked: so many at once, so that nobody waits for long. */
const AT_ONCE = 200;

export class Deletion {
  readonly #items: ItemRepository;
  readonly #absent: AbsentFiles;
  readonly #store: PictureStore;
  readonly #thumbnails: Thumbnails;

  constructor(items: ItemRepository, absent: AbsentFiles, store: PictureStore, thumbnails: Thumbnails) {
    this.#items = items;
    this.#absent = absent;
    this.#store = store;
    this.#thumbnails = thumbnails;
  }

  /** Forgets those of the ids that are in the trash; without ids, all that are. Their files are doomed then. */
  forgetTrashed(ids?: readonly number[]): void {
    this.#items.transaction(() => this.#items.forget(this.#items.trashed(ids), { doomed: true }));
  }

  /** @throws {TrilemmaError} `file`; what is left goes at the next start. */
  deleteDoomed(): void {
    const doomed = this.#absent.doomed();
    for (let at = 0; at < doomed.length; at += AT_ONCE) {
      const some = doomed.slice(at, at + AT_ONCE);
      this.#items.transaction(() => {
        for (const file of some) {
          if (this.#items.byFile(file.fileSha256) === undefined) this.#store.delete(file);
          this.#absent.forgetDoomed(file.fileSha256);
        }
      });
      for (const file of some) void this.#thumbnails.remove(file, THUMB_SIZES).catch(() => undefined);
    }
  }
}

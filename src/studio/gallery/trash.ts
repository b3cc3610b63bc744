/**
 * The trash of the gallery. Deleting for good takes two steps: first the rows go, with the names of their files written
 * down, then the files.
 */
import { THUMB_SIZES } from '../../shared/picture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { AbsentFiles } from '../database/gallery/absent-files.ts';
import type { ItemRepository } from '../database/gallery/item-repository.ts';
import type { PictureStore } from './files/picture-store.ts';
import type { StoredFile } from './files/stored-file.ts';
import type { ThumbnailStore } from './files/thumbnails.ts';

/** Files are deleted with the database locked: so many at once, so that nobody waits for long. */
const AT_ONCE = 200;

export class Trash {
  readonly #items: ItemRepository;
  readonly #absent: AbsentFiles;
  readonly #store: PictureStore;
  readonly #thumbnails: ThumbnailStore;

  constructor(items: ItemRepository, absent: AbsentFiles, store: PictureStore, thumbnails: ThumbnailStore) {
    this.#items = items;
    this.#absent = absent;
    this.#store = store;
    this.#thumbnails = thumbnails;
  }

  put(ids: readonly number[], now: number): void {
    this.#items.setTrashed(ids, now);
  }

  takeOut(ids: readonly number[]): void {
    this.#items.setTrashed(ids, null);
  }

  /** Forgets those of the ids that are in the trash; without ids, all that are. Their files are to be deleted then. */
  forget(ids?: readonly number[]): void {
    this.#items.transaction(() => this.#items.forget(this.#items.trashed(ids), { deleteFiles: true }));
  }

  /** @throws {TrilemmaError} `file` where some could not be deleted; they go at the next start. */
  deleteFiles(): void {
    const files = this.#absent.toDelete();
    const failures: TrilemmaError[] = [];
    for (let at = 0; at < files.length; at += AT_ONCE) {
      const some = files.slice(at, at + AT_ONCE);
      this.#items.transaction(() => {
        for (const file of some) {
          const failure = this.#delete(file);
          if (failure === undefined) this.#absent.forgetDeleted(file.fileSha256);
          else failures.push(failure);
        }
      });
      for (const file of some) void this.#thumbnails.remove(file, THUMB_SIZES).catch(() => undefined);
    }
    const [first, ...others] = failures;
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` So it is with ${others.length} more.`;
    throw new TrilemmaError(first.code, `${first.message}${more}`, { cause: first });
  }

  /** @returns why the file could not be deleted, if so. */
  #delete(file: StoredFile): TrilemmaError | undefined {
    if (this.#items.byFile(file.fileSha256) !== undefined) return undefined;
    try {
      this.#store.delete(file);
      return undefined;
    } catch (error) {
      if (error instanceof TrilemmaError && error.code === 'file') return error;
      throw error;
    }
  }
}

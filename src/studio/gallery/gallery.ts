/** The pictures that the user kept: each a file with its recipe inside, and a row of the database. */
import { OnceAtATime } from '../../platform/once-at-a-time.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { KeptPicture, Picture } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { ItemRepository, ItemRow } from '../database/item-repository.ts';
import type { EventHub } from '../interface/event-hub.ts';
import { encodePng, withoutAlpha } from '../pictures/image.ts';
import { writeRecipe } from '../pictures/recipe-in-png.ts';
import { keptPicture, newRow, recipeHash } from './item-row.ts';
import type { PictureStore } from './picture-store.ts';

/** Gives the picture of a recipe, from memory or made again. */
export type PictureOf = (recipe: Recipe) => Promise<Picture>;

export class Gallery implements AsyncDisposable {
  readonly #items: ItemRepository;
  readonly #store: PictureStore;
  readonly #pictureOf: PictureOf;
  readonly #events: EventHub;
  readonly #keeping = new OnceAtATime<ItemRow>();
  readonly #unfinished = new Set<Promise<unknown>>();

  constructor(items: ItemRepository, store: PictureStore, pictureOf: PictureOf, events: EventHub) {
    this.#items = items;
    this.#store = store;
    this.#pictureOf = pictureOf;
    this.#events = events;
  }

  /** The newest first. */
  list(): readonly KeptPicture[] {
    return this.#items.list().flatMap((row) => {
      try {
        return [keptPicture(row)];
      } catch (error) {
        // A recipe of a newer version: the picture waits on the disk for the app that reads it.
        if (error instanceof TrilemmaError) return [];
        throw error;
      }
    });
  }

  /**
   * Keeps the picture of a recipe: when this returns, it is on the disk. One that is kept already stays the item that
   * it is, and becomes a favourite where that is asked for.
   *
   * @throws {TrilemmaError} `file` where it cannot be written; whatever making it again reports.
   */
  async keep(recipe: Recipe, favourite: boolean): Promise<KeptPicture> {
    const key = recipeHash(recipe);
    const known = this.#items.byRecipe(key);
    const item = known ?? (await this.#finish(this.#keeping.run(key, () => this.#add(recipe, favourite))));
    if (favourite && item.favourite === 0) this.favourite(item.id, true);
    return { ...keptPicture(item), favourite: favourite || item.favourite === 1 };
  }

  /** @throws {TrilemmaError} `usage` where there is no such picture. */
  favourite(id: string, favourite: boolean): void {
    if (!this.#items.setFavourite(id, favourite)) throw unknownPicture();
    this.#events.emit('gallery-changed', null);
  }

  /** Moves the file to the trash, and forgets the picture. @throws {TrilemmaError} `usage`, `file`. */
  async remove(id: string): Promise<void> {
    const discarded = this.#store.discard(this.#item(id).fileSha256).then(() => this.#items.remove(id));
    await this.#finish(discarded);
    this.#events.emit('gallery-changed', null);
  }

  /** @returns the path of the picture's file. @throws {TrilemmaError} `usage` where there is no such picture. */
  pathOf(id: string): string {
    return this.#store.pathOf(this.#item(id).fileSha256);
  }

  /** @returns the picture's file, whole; undefined where there is no such picture. @throws {TrilemmaError} `file`. */
  png(id: string): Uint8Array | undefined {
    const item = this.#items.byId(id);
    return item && this.#store.read(item.fileSha256);
  }

  async #add(recipe: Recipe, favourite: boolean): Promise<ItemRow> {
    const picture = await this.#pictureOf(recipe);
    const png = writeRecipe(await encodePng(withoutAlpha(picture)), picture.recipe);
    const fileSha256 = await this.#store.write(png);
    const row = newRow({ recipe: picture.recipe, fileSha256, favourite, keptAt: Date.now() });
    this.#items.insert(row);
    this.#events.emit('gallery-changed', null);
    return row;
  }

  /** Waits until what has begun is whole: both file and row, or neither. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#unfinished);
  }

  async #finish<T>(work: Promise<T>): Promise<T> {
    this.#unfinished.add(work);
    try {
      return await work;
    } finally {
      this.#unfinished.delete(work);
    }
  }

  #item(id: string): ItemRow {
    const item = this.#items.byId(id);
    if (item === undefined) throw unknownPicture();
    return item;
  }
}

function unknownPicture(): TrilemmaError {
  return new TrilemmaError('usage', 'There is no such picture in the gallery any more.');
}

/** The gallery: each item a file, which carries its recipe, and a row of the database. */
import type { Database } from 'better-sqlite3';
import { InOrder } from '../../platform/in-order.ts';
import { OnceAtATime } from '../../platform/once-at-a-time.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import {
  type ChangedItems,
  type GalleryChange,
  type GalleryFacets,
  type GalleryFilter,
  type GalleryItem,
  type GalleryPage,
  type GallerySort,
  MOST_SIMILAR,
} from '../../shared/gallery/gallery.ts';
import type { Picture, ThumbSize, RgbPixels } from '../../shared/picture.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { AbsentFiles } from '../database/gallery/absent-files.ts';
import { CollectionRepository } from '../database/gallery/collection-repository.ts';
import { galleryFacets } from '../database/gallery/gallery-facets.ts';
import { galleryOrder, type ItemOrder, pageOf } from '../database/gallery/gallery-query.ts';
import type { ItemFile } from '../database/gallery/item-records.ts';
import { ItemRepository } from '../database/gallery/item-repository.ts';
import { withoutAlpha } from '../pictures/pixels.ts';
import { Trash } from './trash.ts';
import { type Arrival, type Incoming, Intake } from './intake/intake.ts';
import { galleryItem, pictureHash } from './item-row.ts';
import { newPicture } from './intake/new-picture.ts';
import { PictureStore } from './files/picture-store.ts';
import { SimilarPictures } from '../database/gallery/similar-pictures.ts';
import { ThumbnailStore } from './files/thumbnails.ts';

/** Gives the picture of a recipe, from memory or made again. */
export type PictureOf = (recipe: Recipe) => Promise<Picture>;

export class Gallery implements AsyncDisposable {
  readonly items: ItemRepository;
  readonly store: PictureStore;
  readonly collections: CollectionRepository;
  readonly absent: AbsentFiles;
  /** Absolute. */
  readonly dataFolder: string;
  readonly #database: Database;
  readonly #thumbnails: ThumbnailStore;
  readonly #similar: SimilarPictures;
  readonly #intake: Intake;
  readonly #trash: Trash;
  readonly #onChange: () => void;
  readonly #keeping = new OnceAtATime<number>();
  /** Encoding takes longer for one picture than for another. */
  readonly #encoding = new InOrder();

  /** @param onChange called after everything that changes what is in the gallery. */
  constructor(database: Database, dataFolder: string, onChange: () => void = () => undefined) {
    this.dataFolder = dataFolder;
    this.#database = database;
    this.items = new ItemRepository(database);
    this.store = new PictureStore(dataFolder);
    this.collections = new CollectionRepository(database);
    this.absent = new AbsentFiles(database);
    this.#thumbnails = new ThumbnailStore(this.store, dataFolder);
    this.#similar = new SimilarPictures(database);
    this.#onChange = onChange;
    this.#trash = new Trash(this.items, this.absent, this.store, this.#thumbnails);
    this.#intake = new Intake(this.items, this.store, onChange);
  }

  /** The items that a filter leaves, in order; a page of them where one is given. */
  order(filter: GalleryFilter, sort: GallerySort, page: GalleryPage = {}): ItemOrder {
    const { similarTo } = filter;
    if (similarTo === undefined) return galleryOrder(this.#database, filter, sort, page);
    const { ids, aspects } = galleryOrder(this.#database, filter, sort);
    const places = this.#similar.nearest(similarTo, ids, MOST_SIMILAR);
    if (sort !== 'similarity') places.sort();
    return pageOf(
      {
        count: places.length,
        ids: places.map((at) => ids[at]!),
        aspects: Uint16Array.from(places, (at) => aspects[at]!),
      },
      page,
    );
  }

  /** In the order of the ids; those that are gone are left out. */
  get(ids: readonly number[]): readonly GalleryItem[] {
    return this.items.rows(ids).map(galleryItem);
  }

  /** The item that is kept of a recipe's picture; null where there is none, or it is in the trash. */
  lookup(recipe: Recipe): GalleryItem | null {
    const id = this.items.byPicture(pictureHash(recipe));
    const [item] = id === undefined ? [] : this.get([id]);
    return item?.trashedAt === null ? item : null;
  }

  facets(): GalleryFacets {
    return galleryFacets(this.#database);
  }

  /**
   * Keeps the picture of a recipe: when this returns, it is on the disk. One that is kept already stays the item that
   * it is, comes back from the trash, and becomes a favourite where that is asked for.
   *
   * @throws {TrilemmaError} `file` where it cannot be written; whatever making it again reports.
   */
  async keep(recipe: Recipe, favourite: boolean, pictureOf: PictureOf): Promise<GalleryItem> {
    const hash = pictureHash(recipe);
    const keptAt = Date.now();
    const id = await this.#keeping.run(hash, async () => {
      const known = this.items.byPicture(hash);
      if (known !== undefined) return known;
      const picture = await pictureOf(recipe);
      const made = newPicture(withoutAlpha(picture), picture.recipe, { favourite, keptAt });
      return (await this.#addMade(made)).id;
    });
    const item = this.#item(id);
    if (item.trashedAt !== null) this.restore([id]);
    if (favourite && !item.favourite) this.update([id], { favourite });
    return this.#item(id);
  }

  /** As {@link keep}, of a picture that was just made. Those of a batch stand in the gallery in the order of the calls. */
  async keepMade(pixels: RgbPixels, recipe: Recipe): Promise<Arrival> {
    const known = this.items.byPicture(pictureHash(recipe));
    if (known === undefined) {
      return this.#addMade(newPicture(pixels, recipe, { favourite: false, keptAt: Date.now() }));
    }
    this.restore([known]);
    return { id: known, isNew: false };
  }

  /** As {@link add}, but a file of a picture that the gallery has already is that one. */
  async takeIn(incoming: Incoming): Promise<Arrival> {
    const hash = incoming.item.recipe?.pictureSha256;
    if (hash === undefined) return this.add(incoming);
    const known = this.items.byPicture(hash);
    if (known !== undefined) return { id: known, isNew: false };
    let isNew = false;
    const id = await this.#keeping.run(hash, async () => {
      const arrival = await this.add(incoming);
      ({ isNew } = arrival);
      return arrival.id;
    });
    return { id, isNew };
  }

  /** Takes in a file that was inspected. @throws {TrilemmaError} `file`; nothing of it is kept then. */
  add(incoming: Incoming): Promise<Arrival> {
    return this.#intake.add(incoming);
  }

  /** Changes all that are there, or none. @throws {TrilemmaError} `usage`, `file`. */
  update(ids: readonly number[], change: GalleryChange): ChangedItems {
    this.items.update(ids, change);
    this.#onChange();
    return { missing: this.missing(ids) };
  }

  trash(ids: readonly number[], now = Date.now()): ChangedItems {
    this.#trash.put(ids, now);
    this.#onChange();
    return { missing: this.missing(ids) };
  }

  restore(ids: readonly number[]): ChangedItems {
    this.#trash.takeOut(ids);
    this.#onChange();
    return { missing: this.missing(ids) };
  }

  /** Deletes for good those of the ids that are in the trash; without ids, all that are. */
  purge(ids?: readonly number[]): ChangedItems {
    const missing = this.missing(ids ?? []);
    this.#trash.forget(ids);
    this.#onChange();
    this.deletePurgedFiles();
    return { missing };
  }

  /** Those of the ids that are of no item, each once. */
  missing(ids: readonly number[]): readonly number[] {
    return this.items.missing(ids);
  }

  /** Deletes the files of what was purged. @throws {TrilemmaError} `file`; what is left goes at the next start. */
  deletePurgedFiles(): void {
    this.#trash.deleteFiles();
  }

  /** @returns undefined where there is no such item. */
  file(id: number): ItemFile | undefined {
    return this.items.file(id);
  }

  /** @returns the path of the item's file. @throws {TrilemmaError} `usage` where there is no such item. */
  pathOf(id: number): string {
    const file = this.items.file(id);
    if (file === undefined) throw unknownItem();
    return this.store.pathOf(file);
  }

  /** @returns WebP. @throws {TrilemmaError} `file` where the picture cannot be read. */
  thumbnail(file: ItemFile, size: ThumbSize): Promise<Uint8Array> {
    return this.#thumbnails.get(file, size);
  }

  /** Waits until what has begun is whole: both file and row, or neither. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#encoding.idle();
    await this.#intake.idle();
  }

  #addMade(picture: Promise<Incoming>): Promise<Arrival> {
    return this.#encoding.run(picture, (incoming) => this.add(incoming));
  }

  #item(id: number): GalleryItem {
    const [item] = this.get([id]);
    if (item === undefined) throw unknownItem();
    return item;
  }
}

function unknownItem(): TrilemmaError {
  return new TrilemmaError('usage', 'There is no such picture in the gallery any more.');
}

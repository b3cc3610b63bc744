import { setImmediate } from 'node:timers/promises';
import { TrilemmaError } from '../../shared/errors.ts';
import type { GalleryItem } from '../../shared/gallery/gallery.ts';
import type { ExportTarget } from '../../shared/gallery/gallery-export.ts';
import type { ItemFile } from '../database/gallery/item-records.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { exportedImage } from './exported-image.ts';
import { FileNames } from '../../shared/gallery/file-names.ts';
import type { ExportedItem } from './manifest.ts';
import type { ExportFile } from './write-files.ts';

/** Rows in memory at once. */
const PAGE = 32;
/** Pictures that are read and encoded while others are written. */
const AHEAD = 4;
const MOST_NOTES = 100;

export interface GalleryExportOptions {
  /** Ends the export with 'cancelled'. */
  readonly signal?: AbortSignal | undefined;
  /** Pictures written, and to write. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

interface FiledItem {
  readonly item: GalleryItem;
  readonly file: ItemFile;
  /** Among all, from 0. */
  readonly index: number;
}

type Begun<T> = FiledItem & { readonly outcome: Promise<PromiseSettledResult<T>> };
type Done<T> = FiledItem & { readonly value: T };

/** The items of one export, in order, a page of them in memory at a time. */
export class ExportRun {
  readonly ids: readonly number[];
  readonly notes: string[] = [];
  /** Pictures, and their bytes. */
  written = 0;
  bytes = 0;
  readonly #gallery: Gallery;
  readonly #target: ExportTarget;
  readonly #options: GalleryExportOptions;
  /** By id; none for what was left out. */
  readonly #files = new Map<number, string>();

  constructor(gallery: Gallery, ids: readonly number[], target: ExportTarget, options: GalleryExportOptions) {
    this.#gallery = gallery;
    this.ids = ids;
    this.#target = target;
    this.#options = options;
  }

  /**
   * The pictures as files below `folder`, which is empty or ends with a slash. A picture whose file cannot be read or
   * decoded is noted and left out.
   *
   * @param thumbnailOf gives the name of a picture's thumbnail; without it there are none.
   */
  async *pictureFiles(
    folder: string,
    thumbnailOf?: (name: string) => string,
  ): AsyncGenerator<ExportFile, void> {
    const { image, metadata, pattern } = this.#target;
    const names = new FileNames(pattern, this.ids.length);
    const encoded = this.#ahead(async (item, file) => {
      const bytes = this.#read(file);
      const exported = await exportedImage({ ...item, bytes, fileType: file.fileType }, image, metadata);
      return { ...exported, thumbnail: thumbnailOf && (await this.#gallery.thumbnail(file, 256)) };
    });
    for await (const { item, index, value } of encoded) {
      const name = `${folder}${names.next(item, index + 1)}.${value.ending}`;
      yield { name, content: value.bytes };
      if (value.lacksRecipe) this.note(recipeTooLong(name));
      if (thumbnailOf && value.thumbnail) yield { name: thumbnailOf(name), content: value.thumbnail };
      this.#files.set(item.id, name);
      this.written += 1;
      this.bytes += value.bytes.length;
      this.#reportProgress(index + 1);
      this.throwIfCancelled();
    }
  }

  /** Those that were written. */
  async *exported(): AsyncGenerator<ExportedItem> {
    const names = this.#gallery.collections.names();
    for await (const item of this.#items()) {
      const file = this.#files.get(item.id);
      if (file === undefined) continue;
      this.throwIfCancelled();
      yield { item, file, collections: item.collections.flatMap((id) => names.get(id) ?? []) };
    }
  }

  /**
   * What is made of each picture as it is kept; one of which nothing can be made is noted and left out.
   *
   * @param make throws a {@link TrilemmaError} for such a one.
   */
  async *pictures<T>(make: (item: GalleryItem, bytes: Uint8Array) => Promise<T>): AsyncGenerator<T, void> {
    const made = this.#ahead((item, file) => make(item, this.#read(file)));
    for await (const { index, value } of made) {
      yield value;
      this.written += 1;
      this.#reportProgress(index + 1);
    }
  }

  /** Says of the export what is not as it should be; the first of many. */
  note(sentence: string): void {
    if (this.notes.length < MOST_NOTES) this.notes.push(sentence);
  }

  throwIfCancelled(): void {
    if (this.#options.signal?.aborted === true) {
      throw new TrilemmaError('cancelled', 'The export was cancelled; nothing was written.');
    }
  }

  /** Begins work on the next few while one is used, and gives what came of it in order. */
  async *#ahead<T>(work: (item: GalleryItem, file: ItemFile) => Promise<T>): AsyncGenerator<Done<T>> {
    const begun: Begun<T>[] = [];
    let index = 0;
    for await (const item of this.#items()) {
      this.throwIfCancelled();
      const file = this.#gallery.file(item.id);
      if (file !== undefined) {
        begun.push({ item, file, index, outcome: outcomeOf(() => work(item, file)) });
      }
      index += 1;
      const done = begun.length > AHEAD ? await this.#settled(begun.shift()!) : undefined;
      if (done !== undefined) yield done;
    }
    for (const one of begun) {
      const done = await this.#settled(one);
      if (done !== undefined) yield done;
    }
  }

  /** @returns undefined for what was noted and is left out. */
  async #settled<T>({ outcome, ...of }: Begun<T>): Promise<Done<T> | undefined> {
    const result = await outcome;
    if (result.status === 'fulfilled') return { ...of, value: result.value };
    this.#noteFault(result.reason);
    return undefined;
  }

  async *#items(): AsyncGenerator<GalleryItem> {
    for (let at = 0; at < this.ids.length; at += PAGE) {
      yield* this.#gallery.get(this.ids.slice(at, at + PAGE));
      // Lets others have their turn.
      await setImmediate();
    }
  }

  #read(file: ItemFile): Uint8Array {
    try {
      return this.#gallery.store.readUnchanged(file);
    } catch (error) {
      if (!(error instanceof TrilemmaError) || !this.#gallery.store.has(file)) throw error;
      this.#noteFault(error);
      return this.#gallery.store.read(file);
    }
  }

  #reportProgress(done: number): void {
    this.#options.onProgress?.(done, this.ids.length);
  }

  /** @throws what is no fault of a picture's file. */
  #noteFault(reason: unknown): void {
    if (!(reason instanceof TrilemmaError)) throw reason;
    this.note(reason.message);
  }
}

function recipeTooLong(name: string): string {
  return `The recipe of ${name} is too long for its format, and is not in the picture: choose PNG to have it there.`;
}

/** A failure waits for its turn. */
async function outcomeOf<T>(work: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  try {
    return { status: 'fulfilled', value: await work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

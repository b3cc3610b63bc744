/** Pictures by their distance in latent space. All signatures are in memory: 64 bytes each, compared one by one. */
import type { Database } from 'better-sqlite3';
import { guarded } from '../studio-database.ts';
import { SIGNATURE_LENGTH } from '../../gallery/latent-signature.ts';

interface SignatureRow {
  readonly item: number;
  readonly model: number;
  readonly latent: Uint8Array;
}

/** Distances squared are below 2^23 and places below 2^30: both fit one float64, and sort as one. */
const PLACES = 2 ** 30;
const FIRST_CAPACITY = 1024;

export class SimilarPictures {
  readonly #database: Database;
  /** By slot, in the order of the ids. */
  #signatures = new Int8Array(FIRST_CAPACITY * SIGNATURE_LENGTH);
  #models = new Int32Array(FIRST_CAPACITY);
  /** By id: slot + 1; 0 where there is none. */
  #slots = new Uint32Array(FIRST_CAPACITY);
  #count = 0;
  #lastId = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param candidates ids.
   * @returns the places among the candidates of those of the same model that are nearest to the item, itself first.
   */
  nearest(id: number, candidates: Uint32Array, most: number): Uint32Array<ArrayBuffer> {
    this.#catchUp();
    const own = this.#slots[id] ?? 0;
    if (own === 0) return new Uint32Array();
    const keys = new Float64Array(candidates.length);
    let count = 0;
    for (let place = 0; place < candidates.length; place++) {
      const slot = this.#slots[candidates[place]!] ?? 0;
      if (slot === 0 || this.#models[slot - 1] !== this.#models[own - 1]) continue;
      keys[count++] = this.#distance(own - 1, slot - 1) * PLACES + place;
    }
    const sorted = keys.subarray(0, count).sort().subarray(0, most);
    return Uint32Array.from(sorted, (key) => key % PLACES);
  }

  #distance(a: number, b: number): number {
    const signatures = this.#signatures;
    const from = a * SIGNATURE_LENGTH;
    const to = b * SIGNATURE_LENGTH;
    let sum = 0;
    for (let k = 0; k < SIGNATURE_LENGTH; k++) {
      const difference = signatures[from + k]! - signatures[to + k]!;
      sum += difference * difference;
    }
    return sum;
  }

  /** Ids only grow and signatures never change: what is new is behind what is known. */
  #catchUp(): void {
    const rows = guarded(this.#database.name, () =>
      this.#database
        .prepare<[number], SignatureRow>(
          `SELECT item, model, latent FROM recipes JOIN items ON items.id = item
           WHERE item > ? AND latent IS NOT NULL ORDER BY item`,
        )
        .all(this.#lastId),
    );
    if (rows.length === 0) return;
    this.#lastId = rows.at(-1)!.item;
    this.#reserve(this.#count + rows.length);
    for (const { item, model, latent } of rows) {
      this.#signatures.set(new Int8Array(latent), this.#count * SIGNATURE_LENGTH);
      this.#models[this.#count] = model;
      this.#count += 1;
      this.#slots[item] = this.#count;
    }
  }

  #reserve(count: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(count));
    if (capacity > this.#models.length) {
      const [signatures, models] = [this.#signatures, this.#models];
      this.#signatures = new Int8Array(capacity * SIGNATURE_LENGTH);
      this.#signatures.set(signatures);
      this.#models = new Int32Array(capacity);
      this.#models.set(models);
    }
    if (this.#lastId >= this.#slots.length) {
      const slots = this.#slots;
      this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(this.#lastId + 1)));
      this.#slots.set(slots);
    }
  }
}

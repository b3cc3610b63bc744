/** The gallery: pictures that the user kept, and pictures from elsewhere that they keep as reference material. */
import type { Recipe } from '../recipe/recipe.ts';

/** `picture`: made here, with a recipe; `reference`: from elsewhere, kept as it came. */
export const ITEM_KINDS = ['picture', 'reference'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** The most stars. */
export const MAX_RATING = 5;

export interface GalleryItem {
  /** Never used twice. */
  readonly id: number;
  readonly kind: ItemKind;
  /** Null for references, and for a recipe that only a newer version reads. */
  readonly recipe: Recipe | null;
  /** Ending of its file, without a dot. */
  readonly fileType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly favourite: boolean;
  /** Stars, 0..MAX_RATING. */
  readonly rating: number;
  /** By name. */
  readonly tags: readonly string[];
  readonly note: string;
  /** Ids of the collections that it is in. */
  readonly collections: readonly number[];
  /** Milliseconds since 1970, UTC. */
  readonly keptAt: number;
  /** When it went to the trash; null where it is not there. */
  readonly trashedAt: number | null;
  /** The model and the seed, or the name of the file that a reference came from. */
  readonly title: string;
}

/**
 * What a picture may carry, lengths in UTF-16 units. Nothing beyond it is written, and an import reads all within it.
 */
export const GALLERY_LIMITS = {
  title: 1000,
  note: 20_000,
  tag: 100,
  tags: 1000,
  collectionName: 200,
  collections: 1000,
} as const;

/** All that is given must hold. An empty filter gives everything that is not in the trash. */
export interface GalleryFilter {
  /** Words, each of which the title, model, tags, note or recipe begins a word with. */
  readonly text?: string | undefined;
  /** Hashes of weights; one of them. */
  readonly models?: readonly string[] | undefined;
  readonly favourite?: boolean | undefined;
  readonly minRating?: number | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  readonly collection?: number | undefined;
  /** 64 bits, decimal. */
  readonly seed?: string | undefined;
  /** Kept at this time or later, milliseconds since 1970. */
  readonly from?: number | undefined;
  /** Kept before this time. */
  readonly to?: number | undefined;
  /** The longer side, in pixels. */
  readonly size?: number | undefined;
  readonly kind?: ItemKind | undefined;
  /** True if the recipe has edits. */
  readonly edited?: boolean | undefined;
  /** True for the items in the trash, false or undefined for all others. */
  readonly trash?: boolean | undefined;
  /** The pictures of the same model that are nearest to this item in latent space, MOST_SIMILAR at most. */
  readonly similarTo?: number | undefined;
}

/** How many pictures count as similar to one. */
export const MOST_SIMILAR = 500;

/** `similarity`: the nearest first, where the filter has `similarTo`; else as `newest`. */
export const GALLERY_SORTS = ['newest', 'oldest', 'rating', 'model', 'seed', 'similarity'] as const;
export type GallerySort = (typeof GALLERY_SORTS)[number];

/** A part of an order; all of it where neither is given, which is 600 KB of 100,000 items. */
export interface GalleryPage {
  /** Items before the part; 0 when left out. */
  readonly offset?: number | undefined;
  /** The most items of the part. */
  readonly limit?: number | undefined;
}

export interface GalleryOrder {
  /** Items of the whole order, of which `ids` and `aspects` may be a part. */
  readonly count: number;
  /** uint32, little-endian, in order. */
  readonly ids: Uint8Array;
  /** uint16, little-endian: 1000 * width / height of each, 1..65535. */
  readonly aspects: Uint8Array;
}

/** The values that can be filtered by, with the number of items of each outside the trash. */
export interface GalleryFacets {
  readonly total: number;
  readonly favourites: number;
  readonly trashed: number;
  /** The most used first. */
  readonly models: readonly { readonly sha256: string; readonly name: string; readonly count: number }[];
  /** By name. */
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
  /** By name. */
  readonly collections: readonly GalleryCollection[];
  /** Longer sides, ascending. */
  readonly sizes: readonly { readonly size: number; readonly count: number }[];
}

export interface GalleryCollection {
  readonly id: number;
  readonly name: string;
  readonly count: number;
  /** The item that came last; null where it is empty. */
  readonly cover: number | null;
}

/** Fields that are left out stay as they are. */
export interface GalleryChange {
  readonly favourite?: boolean | undefined;
  readonly rating?: number | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly note?: string | undefined;
  /** Id of a collection. */
  readonly addTo?: number | undefined;
  readonly removeFrom?: number | undefined;
}

/** A file that was not taken, and why. */
export interface RefusedFile {
  readonly path: string;
  readonly message: string;
}

/** The result of a change to several items: all that are there were changed. */
export interface ChangedItems {
  /** Ids that are of no item of the gallery, or of none any more. */
  readonly missing: readonly number[];
}

export interface AddedFiles {
  /** Those that were there already too. */
  readonly added: readonly GalleryItem[];
  readonly refused: readonly RefusedFile[];
}

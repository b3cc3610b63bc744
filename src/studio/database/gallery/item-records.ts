/** Items of the gallery as the database's tables hold them. */
import type { ItemKind } from '../../../shared/gallery/gallery.ts';

/** An item as it comes into the gallery. */
export interface NewItem {
  readonly kind: ItemKind;
  readonly fileSha256: string;
  /** The file's ending, without a dot. */
  readonly fileType: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  readonly recipe: NewRecipe | null;
  readonly favourite?: boolean | undefined;
  readonly rating?: number | undefined;
  readonly note?: string | undefined;
}

/** A recipe as it comes into the tables. */
export interface NewRecipe {
  readonly pictureSha256: string;
  readonly json: string;
  readonly words: string;
  readonly latent: Int8Array | null;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly seed: string;
  readonly edited: boolean;
}

export interface ItemRow {
  readonly id: number;
  readonly kind: ItemKind;
  readonly fileSha256: string;
  readonly fileType: string;
  readonly width: number;
  readonly height: number;
  /** 0 or 1. */
  readonly favourite: number;
  readonly rating: number;
  readonly keptAt: number;
  readonly trashedAt: number | null;
  readonly title: string;
  readonly note: string;
  /** JSON; null where there is none. */
  readonly recipe: string | null;
  /** JSON lists. */
  readonly tags: string;
  readonly collections: string;
}

export interface ItemFile {
  readonly id: number;
  readonly fileSha256: string;
  readonly fileType: string;
}

/** Requests to the decoder, and its answers: plain data, so that another process may answer as well. */
import type { Exif } from 'sharp';
import type { PictureFormat } from './picture-format.ts';

/** How the picture is fitted; `side` in pixels. */
export type PictureFit =
  | { readonly kind: 'whole' }
  /** Into a square. Enlarged, small pictures keep sharp pixels. */
  | { readonly kind: 'inside'; readonly side: number; readonly enlarge: boolean }
  /** The largest square of it, in the middle or where the picture draws attention. */
  | { readonly kind: 'square'; readonly side: number; readonly crop: 'centre' | 'smart' };

/** The form of the result. Metadata of the file are left out; the result carries those that are given here. */
export type PictureOutput =
  /** Nothing: the file is decoded whole, to know that it can be. */
  | { readonly kind: 'check' }
  /** 8-bit RGB, row by row; see-through parts become white, or what their colours are. */
  | { readonly kind: 'rgb'; readonly transparency: 'white' | 'ignored' }
  /** With 16 bits a sample where the picture has them. */
  | { readonly kind: 'png' }
  | { readonly kind: 'jpeg'; readonly quality: number; readonly tags: PictureTags | undefined }
  | {
      readonly kind: 'webp';
      /** Without loss where the picture's longer side has at most so many pixels. */
      readonly losslessUpTo: number;
      readonly quality: number;
      /** Time that is spent on fewer bytes, 0 to 6. */
      readonly effort: number;
      readonly tags: PictureTags | undefined;
    };

export interface PictureTags {
  readonly exif: Exif;
  readonly xmp: string;
}

export interface PictureRequest {
  readonly fit: PictureFit;
  readonly output: PictureOutput;
}

/** `no-picture`: nothing in the file is known to begin a picture. `format`: it is one that is not read here. */
export type PictureFault = 'no-picture' | 'format' | 'large' | 'broken';

export interface DecodedPicture {
  readonly kind: 'decoded';
  readonly format: PictureFormat;
  /** Pixels of the picture as it is shown, before it was fitted. */
  readonly width: number;
  readonly height: number;
  readonly output: {
    /** After it was fitted. */
    readonly width: number;
    readonly height: number;
    /** Empty for `check`. */
    readonly bytes: Uint8Array<ArrayBuffer>;
  };
}

export interface RefusedPicture {
  readonly kind: 'refused';
  readonly fault: PictureFault;
  /** To come after the file's name and a colon: `it is empty`. */
  readonly why: string;
}

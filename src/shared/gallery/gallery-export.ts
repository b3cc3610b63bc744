/** Exports of the gallery as files. */
import type { GalleryFilter, GallerySort } from './gallery.ts';

/** Which items: those named, those of an order, or all that are not in the trash. */
export type ExportedItems =
  | { readonly kind: 'ids'; readonly ids: readonly number[] }
  | { readonly kind: 'query'; readonly filter: GalleryFilter; readonly sort: GallerySort }
  | { readonly kind: 'all' };

/** `png` copies the files as they are. */
export const IMAGE_FORMATS = ['png', 'jpeg', 'webp'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/**
 * `folder`, `zip`: pictures, `manifest.json` and `manifest.csv`. `contact-sheet`: all in one picture or document.
 * `html`: a folder with a page that shows the pictures without a network. `dataset`: pictures and `metadata.jsonl`,
 * the layout that Hugging Face's `imagefolder` and other trainers read.
 */
export const EXPORT_TARGETS = ['folder', 'zip', 'contact-sheet', 'html', 'dataset'] as const;
export type ExportTargetKind = (typeof EXPORT_TARGETS)[number];

/** Files of an export that stand for the whole of it. */
export const MANIFEST = 'manifest.json';
export const DATASET = 'metadata.jsonl';
export const PAGE = 'index.html';

export const SHEET_FORMATS = ['png', 'pdf'] as const;
type SheetFormat = (typeof SHEET_FORMATS)[number];

/** Fields of a naming pattern, each between braces. */
export const NAME_FIELDS = [
  'model',
  'seed',
  'date',
  'time',
  'rating',
  'index',
  'tags',
  'title',
  'steps',
  'size',
  'id',
] as const;
export type NameField = (typeof NAME_FIELDS)[number];

export const DEFAULT_PATTERN = '{model}-{seed}';

export interface ExportTarget {
  readonly kind: ExportTargetKind;
  /** Absolute: of the file, or of a folder that does not exist yet or is empty. */
  readonly path: string;
  readonly image: ImageFormat;
  /** Names of the files, without their ending; equal ones are numbered. */
  readonly pattern: string;
  /** True if recipes, tags, ratings and notes go with the pictures. */
  readonly metadata: boolean;
  readonly sheetFormat?: SheetFormat | undefined;
}

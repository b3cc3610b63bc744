/** `manifest.json`, from which the gallery is restored, and `manifest.csv`, for spreadsheets. */
import { z } from 'zod';
import { itemFactsSchema } from '../../shared/contract/gallery-schemas.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { GalleryItem, RefusedFile } from '../../shared/gallery/gallery.ts';
import { MANIFEST } from '../../shared/gallery/gallery-export.ts';
import { APP_VERSION } from '../version.ts';

const FORMAT = 'trilemma-gallery';
const VERSION = 1;
const MAX_FILE = 1024;
/** By so many characters a list of pictures shows what it is. */
export const LIST_HEAD_LENGTH = 1 << 14;

/** An exported item. */
export interface ExportedItem {
  readonly item: GalleryItem;
  /** Path within the export. */
  readonly file: string;
  /** Names. */
  readonly collections: readonly string[];
}

/** One item a line, so that a manifest of any length is written without being held. */
export async function* manifestJson(
  exported: AsyncIterable<ExportedItem>,
  metadata: boolean,
): AsyncGenerator<Uint8Array> {
  const head = { format: FORMAT, version: VERSION, app: APP_VERSION, exportedAt: new Date().toISOString() };
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`);
  let separator = '\n';
  for await (const one of exported) {
    yield Buffer.from(separator + JSON.stringify(metadata ? manifestItem(one) : bareItem(one)));
    separator = ',\n';
  }
  yield Buffer.from('\n]}\n');
}

function bareItem({ item: { width, height }, file }: ExportedItem) {
  return { file, width, height };
}

function manifestItem({ item, file, collections }: ExportedItem) {
  const { kind, width, height, title, favourite, rating, tags, note, recipe } = item;
  const keptAt = new Date(item.keptAt).toISOString();
  return { file, kind, width, height, title, keptAt, favourite, rating, tags, note, collections, recipe };
}

const COLUMNS =
  'file,title,kind,model,model hash,seed,steps,width,height,kept,favourite,rating,tags,note,collections';

export async function* manifestCsv(
  exported: AsyncIterable<ExportedItem>,
  metadata: boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(metadata ? `${COLUMNS}\r\n` : 'file,width,height\r\n');
  for await (const { item, file, collections } of exported) {
    const { recipe, width, height } = item;
    const cells = metadata
      ? [
          file,
          item.title,
          item.kind,
          recipe?.model.name ?? '',
          recipe?.model.sha256 ?? '',
          recipe?.seed ?? '',
          recipe?.steps ?? '',
          width,
          height,
          new Date(item.keptAt).toISOString(),
          item.favourite ? 'yes' : 'no',
          item.rating,
          item.tags.join('; '),
          item.note,
          collections.join('; '),
        ]
      : [file, width, height];
    yield Buffer.from(`${cells.map(cell).join(',')}\r\n`);
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula is put behind an apostrophe. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a list brings. */
export interface ListedItems {
  /** As a manifest has them; not checked yet. */
  readonly items: readonly unknown[];
  readonly refused: readonly RefusedFile[];
}

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  items: z.array(z.unknown()),
});

const BEGINNING = new RegExp(`^\\s*\\{[^]*"format"\\s*:\\s*"${FORMAT}"`);

/** True if a text, or the beginning of one, is one of our manifests, even if it is damaged further on. */
export function isManifest(text: string): boolean {
  return BEGINNING.test(text.slice(0, LIST_HEAD_LENGTH));
}

/** @throws {TrilemmaError} `file` where it cannot be read. */
export function parseManifest(text: string): ListedItems {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TrilemmaError('file', `The ${MANIFEST} is damaged: it is not JSON.`, { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) throw new TrilemmaError('file', `The ${MANIFEST} is not one of Trilemma Studio's.`);
  if (parsed.data.version > VERSION) {
    throw new TrilemmaError(
      'file',
      `The ${MANIFEST} was written by a newer version of Trilemma Studio: update this one to import it.`,
    );
  }
  return { items: parsed.data.items, refused: [] };
}

/** An item of a manifest from anywhere; its recipe is checked apart. */
export const manifestItemSchema = itemFactsSchema.extend({
  file: z.string().min(1).max(MAX_FILE),
  keptAt: z.iso
    .datetime()
    .transform((text) => Date.parse(text))
    .optional(),
  recipe: z.unknown().optional(),
});

export type ManifestItem = z.infer<typeof manifestItemSchema>;

/** Imports of what was exported: pictures, recipes, tags, ratings, notes and collections come back. */
import { z } from 'zod';
import { TrilemmaError } from '../../shared/errors.ts';
import type { GalleryItem, RefusedFile } from '../../shared/gallery/gallery.ts';
import type { GalleryImport } from '../../shared/job.ts';
import { parseRecipe } from '../../shared/recipe/parse-recipe.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { incomingPicture } from '../gallery/intake/add-file.ts';
import type { Gallery, PictureOf } from '../gallery/gallery.ts';
import type { Arrival, Incoming } from '../gallery/intake/intake.ts';
import { pictureHash } from '../gallery/item-row.ts';
import { hashOf } from '../gallery/files/stored-file.ts';
import { decodeOrThrow } from '../pictures/decode-picture.ts';
import { encodePng, withoutAlpha } from '../pictures/pixels.ts';
import { writeRecipe } from '../pictures/recipe-in-png.ts';
import { listedItems } from './import-list.ts';
import type { ImportSource } from './import-source.ts';
import { type ManifestItem, manifestItemSchema } from './manifest.ts';
import { openImportSource } from './open-import.ts';

export interface GalleryImportOptions {
  /** Ends the import with 'cancelled'; what came in by then stays. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Makes a picture again whose file is missing. */
  readonly pictureOf?: PictureOf | undefined;
}

/** Files that are written together. */
const AT_ONCE = 32;
const REFUSED_SHOWN = 100;

interface Listed {
  readonly facts: ManifestItem;
  readonly recipe: Recipe | null;
}

/**
 * Takes in what manifests and datasets list, and the pictures of folders without either, in order. A picture that the
 * gallery has already, by its recipe or its bytes, takes on the tags and collections, and the rating and note where it
 * has none; so a second import changes nothing. What does not come in is refused, each with its reason.
 *
 * @param path of a folder, a zip, a `manifest.json` or `metadata.jsonl`, or an exported page.
 * @throws {TrilemmaError} `file` where there is nothing to read; `cancelled`.
 */
export async function importGallery(
  gallery: Gallery,
  path: string,
  options: GalleryImportOptions = {},
): Promise<GalleryImport> {
  using source = await openImportSource(path);
  const { items: listed, refused: leftOut } = await listedItems(source);
  const count = { added: 0, updated: 0 };
  const refused = leftOut.slice(0, REFUSED_SHOWN);
  let refusedCount = leftOut.length;
  for (let at = 0; at < listed.length; at += AT_ONCE) {
    if (options.signal?.aborted === true) {
      throw new TrilemmaError('cancelled', 'The import was cancelled; what had come in by then stays.');
    }
    const some = listed.slice(at, at + AT_ONCE);
    const read = await Promise.all(some.map((json) => readItem(gallery, source, json, options.pictureOf)));
    const outcomes = await Promise.all(
      read.map(async (item) => ('message' in item ? item : takenIn(gallery, item))),
    );
    const arrived = outcomes.filter((outcome) => 'arrival' in outcome);
    applyFacts(gallery, arrived);
    for (const { arrival } of arrived) count[arrival.isNew ? 'added' : 'updated'] += 1;
    for (const outcome of outcomes) {
      if ('arrival' in outcome) continue;
      refusedCount += 1;
      if (refused.length < REFUSED_SHOWN) refused.push(outcome);
    }
    options.onProgress?.(at + some.length, listed.length);
  }
  return { ...count, refused, refusedCount };
}

interface ReadItem {
  readonly facts: ManifestItem;
  /** The new picture, or the id of the item where the gallery has it already. */
  readonly picture: Incoming | number;
}

interface Arrived {
  readonly arrival: Arrival;
  readonly facts: ManifestItem;
}

async function readItem(
  gallery: Gallery,
  source: ImportSource,
  json: unknown,
  pictureOf: PictureOf | undefined,
): Promise<ReadItem | RefusedFile> {
  try {
    const listed = parsedItem(json);
    return { facts: listed.facts, picture: await pictureOfItem(gallery, source, listed, pictureOf) };
  } catch (error) {
    return refusal(fileOf(json), error);
  }
}

async function takenIn(gallery: Gallery, { facts, picture }: ReadItem): Promise<Arrived | RefusedFile> {
  try {
    const isKnown = typeof picture === 'number';
    return { facts, arrival: isKnown ? { id: picture, isNew: false } : await gallery.takeIn(picture) };
  } catch (error) {
    return refusal(facts.file, error);
  }
}

/** @throws what is no fault of the one item. */
function refusal(path: string, error: unknown): RefusedFile {
  if (!(error instanceof TrilemmaError) || error.code === 'cancelled') throw error;
  return { path, message: error.message };
}

function parsedItem(json: unknown): Listed {
  const parsed = manifestItemSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : `: ${z.core.toDotPath(issue.path)} ${issue.message}`;
    throw new TrilemmaError('file', `The manifest's entry cannot be read${where.replace(/\.$/, '')}.`);
  }
  const { recipe } = parsed.data;
  return { facts: parsed.data, recipe: recipe === undefined || recipe === null ? null : parseRecipe(recipe) };
}

async function pictureOfItem(
  gallery: Gallery,
  source: ImportSource,
  { facts, recipe }: Listed,
  pictureOf: PictureOf | undefined,
): Promise<Incoming | number> {
  const known = recipe === null ? undefined : gallery.items.byPicture(pictureHash(recipe));
  if (known !== undefined) return known;
  const { file, keptAt = Date.now(), title } = facts;
  const found = await source.read(file).catch(async (error: unknown) => {
    if (recipe === null || pictureOf === undefined) throw error;
    return encodePng(withoutAlpha(await pictureOf(recipe)));
  });
  const bytes = recipe === null ? found : await withRecipe(found, recipe);
  return (
    gallery.items.byFile(hashOf(bytes)) ?? incomingPicture(bytes, title ?? file.replace(/^.*\//, ''), keptAt)
  );
}

/** Every picture of the gallery carries its recipe; one that lost it on its way becomes a PNG that does. */
async function withRecipe(bytes: Uint8Array, recipe: Recipe): Promise<Uint8Array> {
  const { item, file } = await incomingPicture(bytes, 'The picture', 0);
  if (item.recipe?.pictureSha256 === pictureHash(recipe)) return bytes;
  if (file.fileType === 'png') return writeRecipe(bytes, recipe);
  const { output } = await decodeOrThrow(bytes, 'The picture cannot be added', {
    fit: { kind: 'whole' },
    output: { kind: 'png' },
  });
  return writeRecipe(output.bytes, recipe);
}

/** In one transaction; what the user has said of a picture since is not overruled. */
function applyFacts(gallery: Gallery, arrived: readonly Arrived[]): void {
  if (arrived.length === 0) return;
  gallery.items.transaction(() => {
    for (const { arrival, facts } of arrived) {
      const [item] = gallery.get([arrival.id]);
      if (item === undefined) continue;
      applyTo(gallery, item, facts);
    }
  });
  gallery.restore(arrived.map(({ arrival }) => arrival.id));
}

function applyTo({ items, collections }: Gallery, item: GalleryItem, facts: ManifestItem): void {
  const { favourite, rating, note, tags } = facts;
  items.update([item.id], {
    ...(favourite && !item.favourite && { favourite }),
    ...(rating > 0 && item.rating === 0 && { rating }),
    ...(note !== '' && item.note === '' && { note }),
    ...(tags.length > 0 && { addTags: tags }),
  });
  for (const name of facts.collections) items.update([item.id], { addTo: collections.ensure(name) });
}

function fileOf(json: unknown): string {
  const named = z.object({ file: z.string() }).safeParse(json);
  return named.success ? named.data.file.slice(0, 200) : 'an entry without a name';
}

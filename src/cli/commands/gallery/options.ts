/** Shared by the gallery's commands: opening the gallery, and the options that select pictures. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatSeed, parseSeed } from '../../../core/random/seed.ts';
import { GALLERY_SORTS, type GalleryFilter, type GallerySort } from '../../../shared/gallery/gallery.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Gallery } from '../../../studio/gallery/gallery.ts';
import { noSuchPicture } from '../../../studio/gallery/item-text.ts';
import type { OpenGallery } from '../../../studio/gallery/open-gallery.ts';
import type { CommandContext } from '../../context.ts';
import { wholeNumber } from '../../options.ts';

const LAST_ID = 0xffff_ffff;

/** The user's gallery; what start-up set right is noted. */
export async function openUsersGallery(context: CommandContext): Promise<OpenGallery> {
  // Commands without a gallery start sooner without a database.
  const { openGallery } = await import('../../../studio/gallery/open-gallery.ts');
  const open = await openGallery(context.dataFolder);
  for (const notice of open.notices) context.note(notice);
  return open;
}

export interface FilterOptions {
  readonly text?: string;
  readonly model?: string;
  readonly favourite?: boolean;
  readonly rating?: number;
  readonly tag?: readonly string[];
  readonly collection?: string;
  readonly seed?: string;
  readonly trash?: boolean;
  readonly sort: GallerySort;
}

export const FILTER_FLAGS = [
  '--text',
  '--model',
  '--favourite',
  '--rating',
  '--tag',
  '--collection',
  '--seed',
  '--trash',
  '--sort',
];

export function withFilterOptions(command: Command): Command {
  return command
    .option('--text <words>', 'words of the title, model, tags, note or recipe')
    .option('--model <name>', 'of this model, by name or by the first digits of its hash')
    .option('--favourite', 'favourites alone')
    .option('--rating <stars>', 'so many stars at least', wholeNumber(0, 5))
    .option('--tag <tag...>', 'with these tags')
    .option('--collection <name>', 'in this collection')
    .option('--seed <seed>', 'of this seed', (text) => formatSeed(parseSeed(text)))
    .option('--trash', 'what is in the trash')
    .addOption(new Option('--sort <order>', 'their order').choices(GALLERY_SORTS).default('newest'));
}

/** @throws {TrilemmaError} `usage` where there is no such model or collection. */
export function filterOf(gallery: Gallery, options: FilterOptions): GalleryFilter {
  const { text, model, favourite, rating, tag, collection, seed, trash } = options;
  return {
    text,
    favourite,
    minRating: rating,
    tags: tag,
    seed,
    trash,
    ...(model !== undefined && { models: hashesOf(gallery, model) }),
    ...(collection !== undefined && { collection: collectionOf(gallery, collection) }),
  };
}

function hashesOf(gallery: Gallery, model: string): readonly string[] {
  const { models } = gallery.facets();
  const meant = models.filter(({ name, sha256 }) => name === model || sha256.startsWith(model));
  if (meant.length > 0) return meant.map(({ sha256 }) => sha256);
  throw new TrilemmaError('usage', `The gallery has no pictures of ${model}.`);
}

function collectionOf(gallery: Gallery, name: string): number {
  const meant = gallery.facets().collections.find((known) => known.name.toLowerCase() === name.toLowerCase());
  if (meant !== undefined) return meant.id;
  throw new TrilemmaError('usage', `The gallery has no collection ${name}.`);
}

/** For options that take ids. */
export function itemIds(text: string, before: readonly number[] = []): readonly number[] {
  const id = Number(text);
  if (/^[1-9]\d*$/.test(text) && id <= LAST_ID) return [...before, id];
  throw new InvalidArgumentError('It must be the number of a picture, as list shows it.');
}

/**
 * The ids that belong to pictures, each once. Others are noted, and fail the command.
 *
 * @throws {TrilemmaError} `usage` where none is.
 */
export function presentIds(
  context: CommandContext,
  gallery: Gallery,
  given: readonly number[],
): { readonly ids: readonly number[]; readonly missing: readonly number[] } {
  const missing = gallery.missing(given);
  const ids = [...new Set(given)].filter((id) => !missing.includes(id));
  const [first] = missing;
  if (ids.length === 0 && first !== undefined) throw new TrilemmaError('usage', noSuchPicture(first));
  for (const id of missing) context.note(noSuchPicture(id));
  context.failed ||= missing.length > 0;
  return { ids, missing };
}

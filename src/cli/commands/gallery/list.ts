import type { Command } from 'commander';
import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import type { CommandContext } from '../../context.ts';
import { wholeNumber } from '../../options.ts';
import { filterOf, type FilterOptions, openUsersGallery, withFilterOptions } from './options.ts';

interface Options extends FilterOptions {
  readonly limit: number;
}

const LIMIT = '--limit <n>';
const USUAL_LIMIT = 100;
const MOST = 1_000_000;

export function addGalleryList(gallery: Command, context: CommandContext): Command {
  return withFilterOptions(gallery.command('list').description('list pictures'))
    .option(LIMIT, 'at most so many', wholeNumber(1, MOST), USUAL_LIMIT)
    .action((options: Options) => list(context, options));
}

export function addGallerySearch(gallery: Command, context: CommandContext): Command {
  return withFilterOptions(gallery.command('search').description('find pictures by words'))
    .argument('<words...>', 'each begins a word of the title, model, tags, note or recipe')
    .option(LIMIT, 'at most so many', wholeNumber(1, MOST), USUAL_LIMIT)
    .action((words: readonly string[], options: Options) =>
      list(context, { ...options, text: [...words, options.text ?? ''].join(' ') }),
    );
}

async function list(context: CommandContext, options: Options): Promise<void> {
  await using open = await openUsersGallery(context);
  const { gallery } = open;
  const { limit } = options;
  const { count, ids } = gallery.order(filterOf(gallery, options), options.sort, { limit });
  const items = gallery.get([...ids]);
  if (count > items.length) context.note(`The first ${items.length} of ${count}; --limit shows more.`);
  context.print(items.map(line), {
    total: count,
    items: items.map((item) => ({ ...item, path: gallery.pathOf(item.id) })),
  });
}

function line({ id, title, width, height, rating, favourite, tags, keptAt }: GalleryItem): string {
  const facts = [
    `${width}x${height}`,
    new Date(keptAt).toISOString().slice(0, 10),
    ...(favourite ? ['favourite'] : []),
    ...(rating > 0 ? ['★'.repeat(rating)] : []),
    ...(tags.length > 0 ? [tags.join(', ')] : []),
  ];
  return `${String(id).padStart(6)}  ${title.padEnd(28)} ${facts.join('  ')}`;
}

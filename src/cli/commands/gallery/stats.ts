import type { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import type { CommandContext } from '../../context.ts';
import { openUsersGallery } from './options.ts';

export function addGalleryStats(gallery: Command, context: CommandContext): Command {
  return gallery
    .command('stats')
    .description('count pictures, by model, tag, collection and size')
    .action(async () => {
      await using open = await openUsersGallery(context);
      const facets = open.gallery.facets();
      const { total, favourites, trashed, models, tags, collections, sizes } = facets;
      const lines = (title: string, rows: readonly (readonly [string, number])[]) =>
        rows.length === 0
          ? []
          : [`${title}:`, ...rows.map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`)];
      context.print(
        [
          `${counted(total, 'picture')}, ${counted(favourites, 'favourite')}, ${trashed} in the trash`,
          ...lines(
            'Models',
            models.map(({ name, sha256, count }) => [`${name} ${sha256.slice(0, 12)}`, count]),
          ),
          ...lines(
            'Tags',
            tags.map(({ tag, count }) => [tag, count]),
          ),
          ...lines(
            'Collections',
            collections.map(({ name, count }) => [name, count]),
          ),
          ...lines(
            'Sizes',
            sizes.map(({ size, count }) => [`${size} pixels`, count]),
          ),
        ],
        facets,
      );
    });
}

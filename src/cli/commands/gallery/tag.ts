import type { Command } from 'commander';
import { TrilemmaError } from '../../../shared/errors.ts';
import { GALLERY_LIMITS } from '../../../shared/gallery/gallery.ts';
import type { CommandContext } from '../../context.ts';
import { wholeNumber } from '../../options.ts';
import { itemIds, openUsersGallery, presentIds } from './options.ts';

interface Options {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly rating?: number;
  readonly favourite?: boolean;
  readonly note?: string;
}

export function addGalleryTag(gallery: Command, context: CommandContext): Command {
  return gallery
    .command('tag')
    .description('tag, rate or note pictures')
    .argument('<ids...>', 'numbers of pictures, as list shows them', itemIds)
    .option('--add <tags...>', 'give them these tags')
    .option('--remove <tags...>', 'take these tags from them')
    .option('--rating <stars>', 'give them so many stars', wholeNumber(0, 5))
    .option('--favourite', 'make them favourites')
    .option('--no-favourite', 'make them favourites no longer')
    .option('--note <text>', 'put this note on them')
    .action((ids: readonly number[], options: Options) => tag(context, ids, options));
}

async function tag(context: CommandContext, given: readonly number[], options: Options): Promise<void> {
  const { add, remove, rating, favourite, note } = options;
  if ([add, remove, rating, favourite, note].every((option) => option === undefined)) {
    throw new TrilemmaError('usage', 'Say what to change: --add, --remove, --rating, --favourite or --note.');
  }
  const addTags = add?.map(tagText);
  const removeTags = remove?.map(tagText);
  const both = addTags?.find((tag) => removeTags?.includes(tag) === true);
  if (both !== undefined) {
    throw new TrilemmaError(
      'usage',
      `The tag ${both} is in both --add and --remove: give it to one of them.`,
    );
  }
  await using open = await openUsersGallery(context);
  const { gallery } = open;
  const { ids, missing } = presentIds(context, gallery, given);
  gallery.update(ids, {
    addTags,
    removeTags,
    rating,
    favourite,
    note,
  });
  const items = gallery.get(ids);
  context.print(
    items.map(({ id, title, tags }) => `${id}  ${title}  ${tags.join(', ')}`),
    { items, missing },
  );
}

function tagText(text: string): string {
  const tag = text.trim();
  if (tag !== '' && tag.length <= GALLERY_LIMITS.tag && !/\p{Cc}/u.test(tag)) return tag;
  throw new TrilemmaError('usage', `A tag is one line of 1 to ${GALLERY_LIMITS.tag} characters.`);
}

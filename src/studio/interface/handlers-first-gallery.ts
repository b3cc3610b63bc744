/** The requests of the first gallery, on today's: its ids are texts, and it shows pictures alone. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { GalleryItem } from '../../shared/gallery.ts';
import type { KeptPicture } from '../../shared/picture.ts';
import { unknownItem } from '../gallery/gallery.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type FirstGalleryHandlers = Pick<
  Handlers,
  'gallery.list' | 'gallery.keep' | 'gallery.favourite' | 'gallery.remove'
>;

export function firstGalleryHandlers({ gallery, pictureOf }: Services): FirstGalleryHandlers {
  const present = (id: string): number => {
    const [item] = gallery.get([itemId(id)]);
    if (item?.trashedAt !== null) throw unknownItem();
    return item.id;
  };
  return {
    'gallery.list': () => {
      const { ids } = gallery.order({ kind: 'picture' }, 'newest');
      return gallery.get([...ids]).flatMap(keptPictures);
    },
    // Not cancelled with the request: what a person keeps is kept, also when the window closes right after.
    'gallery.keep': async ({ recipe, favourite }) => {
      const [kept] = keptPictures(await gallery.keep(recipe, favourite, pictureOf));
      if (kept === undefined) throw new TrilemmaError('recipe-invalid', 'The picture has no recipe.');
      return kept;
    },
    'gallery.favourite': ({ id, favourite }) => {
      gallery.update([present(id)], { favourite });
      return null;
    },
    'gallery.remove': ({ id }) => {
      gallery.trash([present(id)]);
      return null;
    },
  };
}

/** @throws {TrilemmaError} `usage` where the text is no id. */
export function itemId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw unknownItem();
  return Number(text);
}

function keptPictures({ id, recipe, favourite, keptAt }: GalleryItem): readonly KeptPicture[] {
  return recipe === null ? [] : [{ id: String(id), recipe, favourite, keptAt }];
}

import type { Requests } from '../../shared/contract/requests.ts';
import { addPictureFiles } from '../gallery/intake/add-files.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type GalleryRequest = Extract<keyof Requests, `gallery.${string}` | `collections.${string}`>;

export function galleryHandlers({ gallery, events, pictureOf }: Services): Pick<Handlers, GalleryRequest> {
  const changed = () => {
    events.emit('gallery-changed', null);
    return null;
  };
  return {
    // Not cancelled with the request: what a person keeps is kept, also when the window closes right after.
    'gallery.keep': ({ recipe, favourite }) => gallery.keep(recipe, favourite, pictureOf),
    'gallery.query': ({ filter, sort, ...page }) => {
      const { count, ids, aspects } = gallery.order(filter, sort, page);
      return { count, ids: new Uint8Array(ids.buffer), aspects: new Uint8Array(aspects.buffer) };
    },
    'gallery.items': ({ ids }) => gallery.get(ids),
    'gallery.lookup': ({ recipes }) => recipes.map((recipe) => gallery.lookup(recipe)),
    'gallery.facets': () => gallery.facets(),
    'gallery.update': ({ ids, change }) => gallery.update(ids, change),
    'gallery.trash': ({ ids }) => gallery.trash(ids),
    'gallery.restore': ({ ids }) => gallery.restore(ids),
    'gallery.purge': ({ ids }) => gallery.purge(ids),
    'gallery.addFiles': ({ paths }, { signal }) => addPictureFiles(gallery, paths, signal),
    'collections.create': ({ name }) => {
      const id = gallery.collections.create(name);
      changed();
      return { id };
    },
    'collections.rename': ({ id, name }) => {
      gallery.collections.rename(id, name);
      return changed();
    },
    'collections.remove': ({ id }) => {
      gallery.collections.remove(id);
      return changed();
    },
  };
}

import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type PictureHandlers = Pick<
  Handlers,
  'pictures.render' | 'gallery.list' | 'gallery.keep' | 'gallery.favourite' | 'gallery.remove'
>;

export function pictureHandlers({ pictures, gallery }: Services): PictureHandlers {
  return {
    'pictures.render': (params, { signal, progress }) =>
      pictures.render(params, {
        signal,
        onStep: (index, step, pixels) => {
          if (pixels === undefined) return;
          progress({ kind: 'preview', index, step, steps: params.steps, pixels });
        },
        onPicture: (index, picture) => progress({ kind: 'picture', index, picture }),
      }),
    'gallery.list': () => gallery.list(),
    // Not cancelled with the request: what a person keeps is kept, also when the window closes right after.
    'gallery.keep': ({ recipe, favourite }) => gallery.keep(recipe, favourite),
    'gallery.favourite': ({ id, favourite }) => {
      gallery.favourite(id, favourite);
      return null;
    },
    'gallery.remove': async ({ id }) => {
      await gallery.remove(id);
      return null;
    },
  };
}

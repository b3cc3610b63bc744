import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type PictureHandlers = Pick<Handlers, 'pictures.render'>;

export function pictureHandlers({ pictures }: Services): PictureHandlers {
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
  };
}

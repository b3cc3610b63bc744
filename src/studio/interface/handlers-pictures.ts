import { toScreenPixels } from '../pictures/pixels.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type PictureHandlers = Pick<Handlers, 'pictures.render'>;

export function pictureHandlers({ pictures }: Services): PictureHandlers {
  return {
    'pictures.render': ({ model, pictures: recipes, ...request }, { signal, progress }) =>
      pictures.render({
        ...request,
        signal,
        pictures: recipes.map((recipe, index) => ({
          model,
          recipe,
          onStep: (step, x_0) => {
            if (x_0 === undefined) return;
            progress({ kind: 'preview', index, step, steps: request.steps, pixels: toScreenPixels(x_0) });
          },
          onPicture: (picture) => progress({ kind: 'picture', index, picture }),
        })),
      }),
  };
}

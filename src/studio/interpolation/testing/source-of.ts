import type { LatentPath } from '../../../shared/path/latent-path.ts';
import type { RgbPixels } from '../../../shared/picture.ts';
import type { FilmSource } from '../film-source.ts';

/** A film of pictures that are all there, shown as they are. */
export function sourceOf(pictures: readonly RgbPixels[], order: readonly number[], fps: number): FilmSource {
  const side = pictures[0]!.width;
  const path: LatentPath = {
    ...{ version: 1, kind: 'drift', model: { name: 'm', sha256: '0'.repeat(64) }, steps: 1 },
    ...{ imageSize: side, fps, seed: '1', picture: { seed: '1', temperature: { x_T: 1, z: 1 } } },
    ...{ strength: { x_T: 1, z: [1], noise: [0] }, duration: { unit: 'frames', count: order.length } },
  };
  const picture = (index: number) => Promise.resolve(pictures[index]!);
  return {
    ...{ path, side, count: pictures.length, order, original: picture, enlarged: picture },
    recipe: () => {
      throw new Error('this film has no recipes');
    },
  };
}

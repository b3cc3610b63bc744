import type { Pixels } from '../../../shared/picture.ts';

/** Pictures as a canvas can draw them enlarged; made once for each. */
export class Drawables {
  readonly #made = new WeakMap<Pixels, OffscreenCanvas>();

  of(pixels: Pixels): OffscreenCanvas {
    const known = this.#made.get(pixels);
    if (known !== undefined) return known;
    const { width, height, rgba } = pixels;
    const canvas = new OffscreenCanvas(width, height);
    const image = new ImageData(new Uint8ClampedArray(rgba), width, height);
    canvas.getContext('2d')!.putImageData(image, 0, 0);
    this.#made.set(pixels, canvas);
    return canvas;
  }
}

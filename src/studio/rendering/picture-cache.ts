import { type PixelRecipe, recipeKey } from '../../core/latent/recipe-key.ts';
import type { Picture } from '../../shared/picture.ts';

const MAX_BYTES = 96 * 2 ** 20;

/** Finished pictures, least recently used first, up to a number of bytes of their pixels. */
export class PictureCache {
  readonly #maxBytes: number;
  readonly #pictures = new Map<string, Picture>();
  #bytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** @param provider the execution provider: another one's pixels are a little different. */
  get(recipe: PixelRecipe, provider: string): Picture | undefined {
    const key = keyOf(recipe, provider);
    const picture = this.#pictures.get(key);
    if (picture === undefined) return undefined;
    this.#pictures.delete(key);
    this.#pictures.set(key, picture);
    return picture;
  }

  add(picture: Picture): void {
    const key = keyOf(picture.recipe, picture.recipe.madeWith.provider);
    this.#drop(key);
    this.#pictures.set(key, picture);
    this.#bytes += picture.rgba.length;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.rgba.length ?? 0;
    this.#pictures.delete(key);
  }
}

function keyOf(recipe: PixelRecipe, provider: string): string {
  return `${provider} ${recipeKey(recipe)}`;
}

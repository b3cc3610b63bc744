import { LRUCache } from 'lru-cache';
import { type PixelRecipe, recipeKey } from '../../core/latent/recipe-key.ts';
import type { Picture } from '../../shared/picture.ts';

const MAX_BYTES = 96 * 2 ** 20;

/** The finished pictures that were used last, up to a number of bytes of their pixels. */
export class PictureCache {
  readonly #pictures: LRUCache<string, Picture>;

  constructor(maxBytes = MAX_BYTES) {
    this.#pictures = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ rgba }: Picture) => rgba.length,
    });
  }

  /** @param provider the execution provider: another one's pixels are a little different. */
  get(recipe: PixelRecipe, provider: string): Picture | undefined {
    return this.#pictures.get(keyOf(recipe, provider));
  }

  add(picture: Picture): void {
    this.#pictures.set(keyOf(picture.recipe, picture.recipe.madeWith.provider), picture);
  }
}

function keyOf(recipe: PixelRecipe, provider: string): string {
  return `${provider} ${recipeKey(recipe)}`;
}

import type { GalleryChange, GalleryFilter, GallerySort } from '../../../shared/gallery/gallery.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { openGallery, type OpenGallery } from '../open-gallery.ts';
import { noisePixels, noiseRecipe } from './noise-pictures.ts';

export interface TestGallery extends OpenGallery {
  readonly folder: string;
  /** Keeps noise pictures of these seeds. @returns their ids. */
  readonly keep: (...seeds: readonly number[]) => Promise<number[]>;
  readonly keepOf: (recipe: Recipe, change?: GalleryChange) => Promise<number>;
  readonly seeds: (filter?: GalleryFilter, sort?: GallerySort) => string[];
}

/** A gallery on a folder of the test's. */
export async function testGallery(folder = temporaryFolder()): Promise<TestGallery> {
  const open = await openGallery(folder);
  const { gallery } = open;
  const keepOf = async (recipe: Recipe, change: GalleryChange = {}) => {
    const { id } = await gallery.keepMade(noisePixels(Number(BigInt(recipe.seed) % 1_000_003n)), recipe);
    gallery.update([id], change);
    return id;
  };
  return {
    ...open,
    folder,
    keepOf,
    keep: async (...seeds) => {
      const ids: number[] = [];
      for (const seed of seeds) ids.push(await keepOf(noiseRecipe(seed)));
      return ids;
    },
    seeds: (filter = {}, sort = 'oldest') =>
      gallery.get([...gallery.order(filter, sort).ids]).map(({ recipe, title }) => recipe?.seed ?? title),
  };
}

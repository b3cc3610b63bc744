import { TrilemmaError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { digitalSourceChunk, XMP_KEYWORD } from './digital-source.ts';
import { parametersText } from './parameters.ts';
import { internationalTextChunk, keywordOf, textChunk, textOf } from './png-text.ts';
import { insertChunks, pngChunks, type PngChunk } from './png.ts';
import { recipeOfText } from './recipe-text.ts';

const RECIPE_KEYWORD = 'Trilemma Recipe';
const PARAMETERS_KEYWORD = 'parameters';

/**
 * A copy of a PNG that carries the recipe three times over: whole (iTXt `Trilemma Recipe`, JSON), as a line that
 * other programs show (`parameters`), and as the mark of generated media (XMP). Earlier ones are replaced.
 *
 * @throws TrilemmaError 'recipe-invalid' where `png` is no whole PNG.
 */
export function writeRecipe(png: Uint8Array, recipe: Recipe): Uint8Array<ArrayBuffer> {
  return withText(png, [
    internationalTextChunk(RECIPE_KEYWORD, JSON.stringify(recipe)),
    textChunk(PARAMETERS_KEYWORD, parametersText(recipe)),
    digitalSourceChunk(),
  ]);
}

/**
 * A copy of a PNG that carries the mark of generated media alone, for sheets of several pictures.
 *
 * @throws TrilemmaError as {@link writeRecipe}.
 */
export function markAsGenerated(png: Uint8Array): Uint8Array<ArrayBuffer> {
  return withText(png, [digitalSourceChunk()]);
}

/**
 * The recipe that a PNG carries. What comes after it in the file is not looked at, so that a picture whose pixels
 * are damaged still gives its recipe.
 *
 * @throws TrilemmaError 'recipe-invalid' where the file is no PNG, is damaged, has no recipe, or has one that is
 * not valid.
 */
export function readRecipe(png: Uint8Array): Recipe {
  for (const chunk of pngChunks(png)) {
    if (keywordOf(chunk) === RECIPE_KEYWORD) return recipeOfText(textOf(chunk));
  }
  throw noRecipe();
}

export function noRecipe(): TrilemmaError {
  return new TrilemmaError(
    'recipe-invalid',
    'The picture carries no recipe. Single pictures of Trilemma Studio do; its grids, sheets and films do not, and other programs may remove it.',
  );
}

function withText(png: Uint8Array, chunks: readonly PngChunk[]): Uint8Array<ArrayBuffer> {
  const ours = new Set([RECIPE_KEYWORD, PARAMETERS_KEYWORD, XMP_KEYWORD]);
  return insertChunks(png, chunks, (chunk) => ours.has(keywordOf(chunk) ?? ''));
}

/** The recipe in the EXIF metadata of formats that have no text of their own, such as JPEG and WebP. */
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { APP_VERSION } from '../version.ts';
import { DIGITAL_SOURCE_XMP } from './digital-source.ts';
import { exifComment } from './exif-comment.ts';
import { parametersText } from './parameters.ts';
import type { PictureTags } from './picture-request.ts';
import { recipeOfText } from './recipe-text.ts';

/** A JPEG's metadata are at most 64 KiB, and libvips leaves out what is longer without a word. */
const MAX_COMMENT = 64_000;
/** Every recipe has this field, and no comment of another program. */
const OWN_FIELD = '"madeWith":';

/** True if the recipe fits into EXIF, which one with very many directions does not. */
export function fitsExif(recipe: Recipe): boolean {
  return asciiJson(recipe).length <= MAX_COMMENT;
}

/**
 * In EXIF: the line that other programs show, and the recipe whole where it {@link fitsExif}; in XMP: the mark of
 * generated media.
 */
export function exifTags(recipe: Recipe): PictureTags {
  return {
    exif: {
      IFD0: { ImageDescription: parametersText(recipe), Software: `Trilemma Studio ${APP_VERSION}` },
      ...(fitsExif(recipe) && { IFD2: { UserComment: asciiJson(recipe) } }),
    },
    xmp: DIGITAL_SOURCE_XMP,
  };
}

/**
 * @param exif as decoders give it.
 * @returns undefined where it holds no recipe: cameras and other programs write comments of their own.
 * @throws TrilemmaError 'recipe-invalid' where there is one that is not valid.
 */
export function readExifRecipe(exif: Uint8Array): Recipe | undefined {
  const comment = exifComment(exif)?.replace(/\0+$/, '');
  return comment?.includes(OWN_FIELD) === true ? recipeOfText(comment) : undefined;
}

/** libvips writes other letters than ASCII's as question marks. */
function asciiJson(recipe: Recipe): string {
  return JSON.stringify(recipe).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

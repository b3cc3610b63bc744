/** A picture of the gallery as the file that leaves it. */
import { assertNever } from '../../shared/assert-never.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import type { ImageFormat } from '../../shared/gallery/gallery-export.ts';
import { decodeOrThrow } from '../pictures/decode-picture.ts';
import type { PictureOutput, PictureTags } from '../pictures/picture-request.ts';
import { insertChunks, pngChunks } from '../pictures/png.ts';
import { exifTags, fitsExif } from '../pictures/recipe-in-exif.ts';

interface ExportedImage {
  readonly bytes: Uint8Array;
  /** Without a dot. */
  readonly ending: string;
  /** True if the recipe was to be written into the picture, but is too long for its format. */
  readonly lacksRecipe: boolean;
}

interface StoredImage {
  readonly bytes: Uint8Array;
  readonly fileType: string;
  readonly title: string;
  readonly recipe: Recipe | null;
}

const ENDINGS: Readonly<Record<ImageFormat, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp' };

/** Chunks that hold pixels and say what their numbers mean; all others may say who made a picture, where or when. */
const KEPT = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP sBIT bKGD pHYs hIST acTL fcTL fdAT'.split(' '),
);

/** Orientation and colour profile, which may name a camera or a screen: they go into the pixels. */
const APPLIED = new Set(['eXIf', 'iCCP']);

/**
 * @param metadata whether the recipe goes with the picture. Else all that a file says beside its pixels is left out;
 *   what it says of how they are to be seen is applied to them before.
 * @throws {TrilemmaError} `file` where it cannot be decoded; `recipe-invalid` where it is a damaged PNG.
 */
export async function exportedImage(
  { bytes, fileType, title, recipe }: StoredImage,
  image: ImageFormat,
  metadata: boolean,
): Promise<ExportedImage> {
  if (metadata && (image === 'png' || fileType === ENDINGS[image])) {
    return { bytes, ending: fileType, lacksRecipe: false };
  }
  if (image === 'png' && fileType === 'png') {
    const pixels = pixelsOfPng(bytes);
    if (pixels !== undefined) return { bytes: pixels, ending: fileType, lacksRecipe: false };
  }
  const carried = metadata ? recipe : null;
  const { output } = await decodeOrThrow(bytes, `${title} cannot be exported`, {
    fit: { kind: 'whole' },
    output: outputFor(image, carried === null ? undefined : exifTags(carried)),
  });
  return {
    bytes: output.bytes,
    ending: ENDINGS[image],
    lacksRecipe: carried !== null && !fitsExif(carried),
  };
}

/** A PNG with its pixels and what their numbers mean alone; undefined where more is needed to see them rightly. */
function pixelsOfPng(png: Uint8Array): Uint8Array | undefined {
  const chunks = [...pngChunks(png)];
  if (chunks.some(({ type }) => APPLIED.has(type))) return undefined;
  return insertChunks(png, [], ({ type }) => !KEPT.has(type));
}

function outputFor(image: ImageFormat, tags: PictureTags | undefined): PictureOutput {
  switch (image) {
    case 'png':
      return { kind: 'png' };
    case 'jpeg':
      return { kind: 'jpeg', quality: 95, tags };
    case 'webp':
      return { kind: 'webp', losslessUpTo: 0, quality: 95, effort: 4, tags };
    default:
      return assertNever(image);
  }
}

/** A picture of the gallery as the file that leaves it. */
import sharp, { type Sharp } from 'sharp';
import type { Recipe } from '../../shared/recipe.ts';
import type { ImageFormat } from '../../shared/gallery-export.ts';
import { MAX_PIXELS } from '../gallery/inspect-picture.ts';
import { DIGITAL_SOURCE_XMP } from '../pictures/digital-source.ts';
import { parametersText } from '../pictures/parameters.ts';
import { insertChunks } from '../pictures/png.ts';
import { APP_VERSION } from '../version.ts';

interface ExportedImage {
  readonly bytes: Uint8Array;
  /** Without a dot. */
  readonly ending: string;
}

interface StoredImage {
  readonly bytes: Uint8Array;
  readonly fileType: string;
  readonly recipe: Recipe | null;
}

/** Chunks that say something of how or when a picture was made. */
const TELLING = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME']);

/** @param metadata whether the recipe goes with the picture; all that a file says beside its pixels is left out else. */
export async function exportedImage(
  { bytes, fileType, recipe }: StoredImage,
  image: ImageFormat,
  metadata: boolean,
): Promise<ExportedImage> {
  if (image === 'png') {
    if (metadata) return { bytes, ending: fileType };
    if (fileType === 'png')
      return { bytes: insertChunks(bytes, [], ({ type }) => TELLING.has(type)), ending: fileType };
  }
  const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS }).autoOrient();
  const encoded = image === 'png' ? picture.png() : withFormat(picture, image);
  const told = metadata && recipe !== null ? withRecipe(encoded, recipe) : encoded;
  return { bytes: await told.toBuffer(), ending: image === 'jpeg' ? 'jpg' : image };
}

function withFormat(picture: Sharp, image: 'jpeg' | 'webp'): Sharp {
  return image === 'jpeg'
    ? picture.flatten({ background: '#ffffff' }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    : picture.webp({ quality: 95 });
}

/** In EXIF: the line that other programs show, and the recipe whole; in XMP: the mark of generated media. */
function withRecipe(picture: Sharp, recipe: Recipe): Sharp {
  return picture
    .withExif({
      IFD0: { ImageDescription: parametersText(recipe), Software: `Trilemma Studio ${APP_VERSION}` },
      IFD2: { UserComment: JSON.stringify(recipe) },
    })
    .withXmp(DIGITAL_SOURCE_XMP);
}

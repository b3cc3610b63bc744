/**
 * The one reader of pictures from anywhere: the gallery, training, exports and thumbnails all ask it, so that a file is
 * the same picture, or is refused in the same words, wherever it comes in.
 */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { TrilemmaError } from '../../shared/errors.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { type PictureFormat, recogniseFormat } from './picture-format.ts';
import type {
  DecodedPicture,
  PictureFault,
  PictureFit,
  PictureOutput,
  PictureRequest,
  PictureTags,
  RefusedPicture,
} from './picture-request.ts';
import { pngGamma, toSrgbTable } from './png-colours.ts';
import { statedColoursRefusal, statesDisplayP3, withDisplayP3 } from './stated-colours.ts';
import { hasUnspecifiedChannel, tiffRefusal } from './tiff-header.ts';

/** 16384 squared: larger pictures would ask for gigabytes. */
const MAX_PIXELS = 1 << 28;

const WHITE = '#ffffff';

/**
 * Decodes a picture as its file says that it is to be seen: upright, in sRGB, its first frame where it has several.
 * What the file says of orientation, colour profile and gamma is in the pixels afterwards.
 */
export async function decodePicture(
  bytes: Uint8Array,
  { fit, output }: PictureRequest,
): Promise<DecodedPicture | RefusedPicture> {
  const known = checkedFormat(bytes);
  if (typeof known !== 'string') return known;
  let header: Metadata;
  try {
    header = await open(bytes, known).metadata();
  } catch {
    return DAMAGED;
  }
  const { width, height } = header.autoOrient;
  const fault = headerFault(header);
  if (fault !== undefined) return fault;
  try {
    const picture = fitted(await plainPicture(bytes, known, header), fit, Math.max(width, height));
    const { data, info } = await encoded(picture, output, header).toBuffer({ resolveWithObject: true });
    return {
      kind: 'decoded',
      format: known,
      width,
      height,
      output: {
        width: info.width,
        height: info.height,
        bytes: output.kind === 'check' ? new Uint8Array() : data,
      },
    };
  } catch {
    return DAMAGED;
  }
}

/**
 * As {@link decodePicture}.
 *
 * @param failure what the message begins with: `x.png cannot be read`
 * @throws TrilemmaError 'file' where it is refused.
 */
export async function decodeOrThrow(
  bytes: Uint8Array,
  failure: string,
  request: PictureRequest,
): Promise<DecodedPicture> {
  const picture = await decodePicture(bytes, request);
  if (picture.kind === 'decoded') return picture;
  throw new TrilemmaError('file', `${failure}: ${picture.why}.`);
}

const DAMAGED = refused('broken', 'it is damaged, or of a rare variety that is not read here');

function refused(fault: PictureFault, why: string): RefusedPicture {
  return { kind: 'refused', fault, why };
}

function checkedFormat(bytes: Uint8Array): PictureFormat | RefusedPicture {
  if (bytes.length === 0) return refused('broken', 'it is empty');
  const recognised = recogniseFormat(bytes);
  switch (recognised.kind) {
    case 'no-picture':
      return refused('no-picture', 'it is no picture, or so damaged that nothing shows that it is one');
    case 'other-picture':
      return refused(
        'format',
        `its format (${recognised.name}) is not read here; save it as PNG, JPEG or WebP`,
      );
    case 'picture':
      break;
    default:
      return assertNever(recognised);
  }
  const { format } = recognised;
  const why = format === 'tiff' ? tiffRefusal(bytes) : statedColoursRefusal(bytes, format);
  if (why === undefined) return format;
  return refused('format', `${why}; save it as PNG or JPEG, in sRGB with 8 or 16 bits`);
}

/** Parts of a TIFF that cannot be read come as errors, of other formats as the end of the file. */
function open(bytes: Uint8Array, format: PictureFormat): Sharp {
  return sharp(bytes, { failOn: format === 'tiff' ? 'error' : 'truncated', limitInputPixels: false });
}

/** Faults that the decoder's header shows before a pixel is decoded. */
function headerFault({ autoOrient, depth, channels, space }: Metadata): RefusedPicture | undefined {
  const { width, height } = autoOrient;
  if (width * height > MAX_PIXELS) {
    return refused('large', `its ${width} x ${height} pixels are more than can be read here`);
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    return refused('format', `its pixels are numbers of the type ${depth}; save it with 8 or 16 bits`);
  }
  const mostChannels = space === 'cmyk' ? 5 : 4;
  if (channels > mostChannels) {
    return refused(
      'format',
      `its pixels have ${channels} channels, of which red, green, blue and opacity are read`,
    );
  }
  return undefined;
}

/**
 * The picture upright, in sRGB. What the decoder does not put right by itself is put right first: gamma, channels of no
 * meaning, profiles of grey in 16 bits.
 */
async function plainPicture(bytes: Uint8Array, format: PictureFormat, header: Metadata): Promise<Sharp> {
  if (!header.hasProfile && statesDisplayP3(bytes, format)) return fromDisplayP3(bytes, format, header);
  const { depth, hasAlpha, hasProfile, space } = header;
  const picture = inSrgb(open(bytes, format).autoOrient(), header);
  if (format === 'tiff' && hasAlpha && hasUnspecifiedChannel(bytes)) {
    return throughPixels(picture.removeAlpha(), depth, undefined);
  }
  if (hasProfile && space === 'grey16') return throughPixels(picture, depth, undefined, 'grey16');
  const gamma = format === 'png' ? pngGamma(bytes) : undefined;
  return gamma === undefined ? picture : throughPixels(picture, depth, gamma);
}

/**
 * With a profile, the decoder makes sRGB of 8 bits by itself; of more bits it makes Display P3 without saying so,
 * unless a profile is asked for.
 */
function inSrgb(picture: Sharp, { depth, hasProfile }: Metadata): Sharp {
  return depth === 'ushort' && hasProfile ? picture.withIccProfile('srgb', { attach: false }) : picture;
}

async function fromDisplayP3(bytes: Uint8Array, format: PictureFormat, header: Metadata): Promise<Sharp> {
  const png =
    format === 'png' ? bytes : await toPng(open(bytes, format).autoOrient(), header.depth).toBuffer();
  return inSrgb(open(await withDisplayP3(png), 'png').autoOrient(), { ...header, hasProfile: true });
}

function toPng(picture: Sharp, depth: Metadata['depth']): Sharp {
  return picture.toColourspace(depth === 'ushort' ? 'rgb16' : 'srgb').png();
}

/** @param space what the decoder is to make of it before its profile is applied */
async function throughPixels(
  picture: Sharp,
  depth: Metadata['depth'],
  gamma: number | undefined,
  space: 'rgb16' | 'srgb' | 'grey16' = depth === 'ushort' ? 'rgb16' : 'srgb',
): Promise<Sharp> {
  const isDeep = depth === 'ushort';
  const { data, info } = await picture
    .toColourspace(space)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const { buffer, byteOffset, length } = data;
  const numbers = isDeep ? new Uint16Array(buffer, byteOffset, length / 2) : data;
  if (gamma !== undefined) {
    const table = toSrgbTable(gamma, isDeep ? 65_535 : 255);
    // Opacity is last, and no light.
    for (let at = 0; at < numbers.length; at += channels) {
      for (let c = 0; c < 3; c++) numbers[at + c] = table[numbers[at + c]!]!;
    }
  }
  return sharp(numbers, { raw: { width, height, channels }, limitInputPixels: false });
}

function fitted(picture: Sharp, fit: PictureFit, longer: number): Sharp {
  switch (fit.kind) {
    case 'whole':
      return picture;
    case 'inside':
      return picture.resize({
        width: fit.side,
        height: fit.side,
        fit: 'inside',
        withoutEnlargement: !fit.enlarge,
        kernel: 2 * longer <= fit.side ? 'nearest' : 'lanczos3',
      });
    case 'square':
      return picture.resize({
        width: fit.side,
        height: fit.side,
        fit: 'cover',
        position: fit.crop === 'smart' ? sharp.strategy.attention : sharp.gravity.centre,
      });
    default:
      return assertNever(fit);
  }
}

function encoded(picture: Sharp, output: PictureOutput, { width, height, depth }: Metadata): Sharp {
  switch (output.kind) {
    case 'check':
      return picture.resize({ width: 1, height: 1, fit: 'fill' }).raw();
    case 'rgb': {
      const opaque =
        output.transparency === 'white' ? picture.flatten({ background: WHITE }) : picture.removeAlpha();
      return opaque.toColourspace('srgb').raw({ depth: 'uchar' });
    }
    case 'png':
      return toPng(picture, depth);
    case 'jpeg':
      return withTags(
        picture.flatten({ background: WHITE }).jpeg({ quality: output.quality, chromaSubsampling: '4:4:4' }),
        output.tags,
      );
    case 'webp': {
      const { losslessUpTo, quality, effort, tags } = output;
      return withTags(
        picture.webp({ lossless: Math.max(width, height) <= losslessUpTo, quality, effort }),
        tags,
      );
    }
    default:
      return assertNever(output);
  }
}

function withTags(picture: Sharp, tags: PictureTags | undefined): Sharp {
  return tags === undefined ? picture : picture.withExif(tags.exif).withXmp(tags.xmp);
}

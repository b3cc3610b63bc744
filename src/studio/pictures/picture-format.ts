/** The format of a picture file: by its content, never by its name. */

/** Formats that are decoded here. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'tiff';

export type Recognised =
  | { readonly kind: 'picture'; readonly format: PictureFormat }
  /** A picture of a format that is not decoded here; `name` is what people call it. */
  | { readonly kind: 'other-picture'; readonly name: string }
  | { readonly kind: 'no-picture' };

/** So many bytes from the start of a file are enough to tell. */
export const HEAD_BYTES = 4096;

/** Endings that promise a picture: a file that has one and is none is damaged, rather than something else. */
const PICTURE_ENDINGS = new Set(
  'png jpg jpeg jpe jfif jfi pjpeg pjp webp gif avif tif tiff heic heif hif bmp jxl jp2 psd ico svg dng cr2 cr3 nef arw raf orf rw2'.split(
    ' ',
  ),
);

/** True if a name says that its file is a picture. */
export function promisesPicture(name: string): boolean {
  return PICTURE_ENDINGS.has(/\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '');
}

/** @param bytes a file, or at least its first {@link HEAD_BYTES} */
export function recogniseFormat(bytes: Uint8Array): Recognised {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const found = SIGNATURES.find(([, signature]) => signature.test(head));
  if (found !== undefined) return { kind: 'picture', format: found[0] };
  const brand = brandedFormat(head);
  if (brand !== undefined) return brand;
  const other = OTHER_SIGNATURES.find(([, signature]) => signature.test(head));
  return other === undefined ? { kind: 'no-picture' } : { kind: 'other-picture', name: other[0] };
}

const SIGNATURES: readonly (readonly [PictureFormat, RegExp])[] = [
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF[^]{4}WEBP/],
  // The second kind, BigTIFF, has 64-bit offsets.
  ['tiff', /^(?:II[*+]\0|MM\0[*+])/],
];

const OTHER_SIGNATURES: readonly (readonly [string, RegExp])[] = [
  ['SVG', /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/i],
  // Six bytes of sizes, then the length of a header, of which there are few.
  ['BMP', /^BM[^]{12}[\x0c(48@l|\x80]\0\0\0/],
  ['JPEG XL', /^(?:\xff\x0a|\0\0\0\x0cJXL )/],
  ['JPEG 2000', /^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/],
  ['Photoshop', /^8BPS/],
  ['icon', /^\0\0[\x01\x02]\0[^\0]\0[^]{3}\0/],
  ['OpenEXR', /^\x76\x2f\x31\x01/],
  ['Radiance HDR', /^#\?R(?:ADIANCE|GBE)\n/],
  ['DDS', /^DDS \x7c\0\0\0/],
  ['QOI', /^qoif/],
  ['PNM', /^P[1-7][\s#][\s\d#]/],
  ['camera raw', /^(?:FUJIFILMCCD-RAW|IIU\0|IIR[OS]|MMOR)/],
];

/** Brands of HEIF whose pictures are compressed as HEVC, which is patented, so that decoders come without it. */
const HEVC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** No file has so many brands. */
const MOST_BRANDS_BYTES = 256;

/** By the box that HEIF and films begin with: its length, `ftyp`, a brand, a version and further brands. */
function brandedFormat(head: string): Recognised | undefined {
  if (head.slice(4, 8) !== 'ftyp') return undefined;
  const length = Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE();
  const brands: readonly string[] = head.slice(8, Math.min(length, MOST_BRANDS_BYTES)).match(/.{4}/gs) ?? [];
  if (brands.some((brand) => HEVC_BRANDS.has(brand))) return { kind: 'other-picture', name: 'HEIC' };
  if (brands.includes('avif') || brands.includes('avis')) return { kind: 'picture', format: 'avif' };
  if (brands.includes('crx ')) return { kind: 'other-picture', name: 'camera raw' };
  if (brands.includes('mif1') || brands.includes('msf1')) {
    return { kind: 'other-picture', name: 'HEIF' };
  }
  return undefined;
}

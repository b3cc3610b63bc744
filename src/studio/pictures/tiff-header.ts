/**
 * What a TIFF says of its numbers (TIFF 6.0, Adobe 1992, sections 2, 8 and 19). The decoder takes every kind as if its
 * numbers were colours from 0 to the largest; those that are not are found here, before they become a black square.
 */

/** Tags of a directory's entries. */
const NEW_SUBFILE_TYPE = 254;
const BITS_PER_SAMPLE = 258;
const COMPRESSION = 259;
const PHOTOMETRIC = 262;
const EXTRA_SAMPLES = 338;
const SAMPLE_FORMAT = 339;
const DNG_VERSION = 50706;

const JPEG_COMPRESSION = 7;
const UNSIGNED = 1;
const UNDEFINED = 4;
const READ_BITS = new Set([1, 2, 4, 8, 16]);

/** Photometric interpretations that are decoded: grey, colour, palette, CMYK. */
const PLAIN_COLOURS = new Set([0, 1, 2, 3, 5]);
/** Only JPEG is made into red, green and blue again by the decoder. */
const YCBCR = 6;
const OTHER_COLOURS: ReadonlyMap<number, string> = new Map([
  [YCBCR, 'YCbCr'],
  [8, 'Lab'],
  [9, 'Lab'],
  [10, 'Lab'],
  [32844, 'LogLuv'],
  [32845, 'LogLuv'],
]);

/** The most samples of a pixel that are read; every format that is decoded has fewer. */
const MOST_SAMPLES = 16;

type Tags = ReadonlyMap<number, readonly number[]>;

/** @returns why the pixels of a TIFF are not read, such as `its colours are Lab`; undefined where they are. */
export function tiffRefusal(bytes: Uint8Array): string | undefined {
  const tags = firstDirectory(bytes);
  const [subfile = 0] = tags.get(NEW_SUBFILE_TYPE) ?? [];
  // Raw files of cameras are TIFF, with a small preview as their first picture.
  if (tags.has(DNG_VERSION) || (subfile & 1) === 1 || isCanonRaw(bytes)) {
    return 'it is a raw file of a camera, which is not read here';
  }
  const formats = tags.get(SAMPLE_FORMAT) ?? [];
  if (formats.some((format) => format !== UNSIGNED && format !== UNDEFINED)) {
    return 'its pixels are floating-point or signed numbers, which do not say what is black and what is white';
  }
  const bits = Math.max(1, ...(tags.get(BITS_PER_SAMPLE) ?? []));
  if (!READ_BITS.has(bits)) return `its pixels have ${bits} bits a channel, which is not read here`;
  const [photometric] = tags.get(PHOTOMETRIC) ?? [];
  if (photometric === undefined || PLAIN_COLOURS.has(photometric)) return undefined;
  const [compression] = tags.get(COMPRESSION) ?? [];
  if (photometric === YCBCR && compression === JPEG_COMPRESSION) return undefined;
  return `its colours are ${OTHER_COLOURS.get(photometric) ?? `of kind ${photometric}`}, which is not read here`;
}

/** True if the file does not say what the channel after the colours is. */
export function hasUnspecifiedChannel(bytes: Uint8Array): boolean {
  return firstDirectory(bytes).get(EXTRA_SAMPLES)?.[0] === 0;
}

function isCanonRaw(bytes: Uint8Array): boolean {
  return bytes[8] === 0x43 && bytes[9] === 0x52;
}

/** Entries of a directory are in memory once; no honest file has so many. */
const MOST_ENTRIES = 1000;

/** Bytes of a whole number, by the type of its entry: BYTE, SHORT, LONG and, in BigTIFF, LONG8. */
const NUMBER_BYTES: ReadonlyMap<number, 1 | 2 | 4 | 8> = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [16, 8],
]);

/** The whole numbers of the first picture's tags; few or none where the file is damaged, which the decoder tells. */
function firstDirectory(bytes: Uint8Array): Tags {
  const tags = new Map<number, readonly number[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = bytes[0] === 0x49;
  try {
    const isBig = view.getUint16(2, little) === 43;
    const [countBytes, offsetBytes, entryBytes] = isBig ? ([8, 8, 20] as const) : ([2, 4, 12] as const);
    const number = (at: number, size: 1 | 2 | 4 | 8) => wholeNumber(view, at, size, little);
    const start = number(isBig ? 8 : 4, offsetBytes);
    const entries = Math.min(number(start, countBytes), MOST_ENTRIES);
    for (let i = 0; i < entries; i++) {
      const entry = start + countBytes + i * entryBytes;
      const size = NUMBER_BYTES.get(number(entry + 2, 2));
      if (size === undefined) continue;
      const count = Math.min(number(entry + 4, offsetBytes), MOST_SAMPLES);
      const value = entry + 4 + offsetBytes;
      const from = count * size <= offsetBytes ? value : number(value, offsetBytes);
      tags.set(
        number(entry, 2),
        Array.from({ length: count }, (_, k) => number(from + k * size, size)),
      );
    }
  } catch (error) {
    // Offsets that lead out of the file.
    if (!(error instanceof RangeError)) throw error;
  }
  return tags;
}

function wholeNumber(view: DataView, at: number, size: 1 | 2 | 4 | 8, little: boolean): number {
  switch (size) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, little);
    case 4:
      return view.getUint32(at, little);
    case 8:
      return Number(view.getBigUint64(at, little));
  }
}

/** The user comment of EXIF metadata (CIPA DC-008, Exif 3.0: IFD0 leads to the Exif IFD, which holds the comment). */

const EXIF_MARK = 'Exif\0\0';
const TIFF_VERSION = 42;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const TAG_EXIF_IFD = 0x8769;
const TAG_USER_COMMENT = 0x9286;
/** Eight bytes before the comment name its characters. */
const CHARACTERS_BYTES = 8;

/**
 * Reads the one tag and nothing else, so that what a hostile file claims of its other tags costs nothing.
 *
 * @param exif as decoders give it, with or without its mark before the TIFF header.
 * @returns the comment's bytes as Latin-1, whatever characters they say they are; undefined where there is none.
 */
export function exifComment(exif: Uint8Array): string | undefined {
  const bytes = Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength);
  const marked = bytes.toString('latin1', 0, EXIF_MARK.length) === EXIF_MARK;
  const tiff = new Tiff(marked ? bytes.subarray(EXIF_MARK.length) : bytes);
  const exifIfd = tiff.value(tiff.firstIfd, TAG_EXIF_IFD);
  const comment = exifIfd === undefined ? undefined : tiff.data(exifIfd, TAG_USER_COMMENT);
  return comment?.subarray(CHARACTERS_BYTES).toString('latin1');
}

/** Numbers of a TIFF structure; undefined wherever it ends too early. */
class Tiff {
  readonly #bytes: Buffer;
  readonly #littleEndian: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#littleEndian = bytes.toString('latin1', 0, 2) === 'II';
  }

  get firstIfd(): number | undefined {
    return this.#uint(2, 2) === TIFF_VERSION ? this.#uint(4, 4) : undefined;
  }

  /** The one number of a tag. */
  value(ifd: number | undefined, tag: number): number | undefined {
    const entry = this.#entry(ifd, tag);
    return entry === undefined ? undefined : this.#uint(entry + 8, 4);
  }

  /** The bytes of a tag that is longer than a number. */
  data(ifd: number, tag: number): Buffer | undefined {
    const entry = this.#entry(ifd, tag);
    if (entry === undefined) return undefined;
    const length = this.#uint(entry + 4, 4);
    const start = this.#uint(entry + 8, 4);
    if (length === undefined || start === undefined || start + length > this.#bytes.length) return undefined;
    return this.#bytes.subarray(start, start + length);
  }

  /** Where the entry of a tag begins: two bytes of tag, two of type, four of count, four of value or place. */
  #entry(ifd: number | undefined, tag: number): number | undefined {
    if (ifd === undefined || ifd < HEADER_BYTES) return undefined;
    const count = this.#uint(ifd, 2) ?? 0;
    for (let entry = ifd + 2; entry < ifd + 2 + count * ENTRY_BYTES; entry += ENTRY_BYTES) {
      const found = this.#uint(entry, 2);
      if (found === undefined) return undefined;
      if (found === tag) return entry;
    }
    return undefined;
  }

  #uint(at: number, bytes: 2 | 4): number | undefined {
    if (at + bytes > this.#bytes.length) return undefined;
    return this.#littleEndian ? this.#bytes.readUIntLE(at, bytes) : this.#bytes.readUIntBE(at, bytes);
  }
}

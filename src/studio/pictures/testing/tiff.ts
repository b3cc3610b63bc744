/** TIFF files of any kind, to see what readers make of them (TIFF 6.0, Adobe 1992). */

interface TiffPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array;
  /** Values of 16 bits by their tag, besides those that follow from the rest. */
  readonly tags?: Readonly<Record<number, readonly number[]>>;
}

const SHORT = 3;
const LONG = 4;
const BYTES = 7;

/** A colour profile: bytes, though given as 16-bit values as other tags are. */
const PROFILE = 34_675;

/** One picture in one strip, not compressed, the lower bytes first. */
export function tiffOf({ width, height, pixels, tags = {} }: TiffPicture): Uint8Array {
  const channels = pixels.length / (width * height);
  const bits = Array<number>(channels).fill(8 * pixels.BYTES_PER_ELEMENT);
  const shorts: Readonly<Record<number, readonly number[]>> = {
    ...{ 256: [width], 257: [height], 258: bits, 259: [1], 262: [channels < 3 ? 1 : 2], 277: [channels] },
    ...{ 278: [height], ...tags },
  };
  const ends = [273, 279];
  const order = [...Object.keys(shorts).map(Number), ...ends].sort((a, b) => a - b);
  const directory = 8;
  const beyond = directory + 2 + 12 * order.length + 4;
  const long = order.filter((tag) => (shorts[tag]?.length ?? 0) > 2);
  const strip = beyond + long.reduce((sum, tag) => sum + 2 * shorts[tag]!.length, 0);
  const bytes = new Uint8Array(strip + pixels.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  view.setUint16(directory, order.length, true);
  let free = beyond;
  for (const [i, tag] of order.entries()) {
    const entry = directory + 2 + 12 * i;
    const values = shorts[tag];
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, values === undefined ? LONG : tag === PROFILE ? BYTES : SHORT, true);
    view.setUint32(entry + 4, (values?.length ?? 1) * (tag === PROFILE ? 2 : 1), true);
    if (values === undefined) {
      view.setUint32(entry + 8, tag === 273 ? strip : pixels.byteLength, true);
      continue;
    }
    const at = values.length > 2 ? free : entry + 8;
    values.forEach((value, k) => view.setUint16(at + 2 * k, value, true));
    if (values.length > 2) {
      view.setUint32(entry + 8, free, true);
      free += 2 * values.length;
    }
  }
  bytes.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), strip);
  return bytes;
}

/** How bright a PNG's numbers are meant (PNG specification, third edition, section 4.3 and 11.3.2). */
import { TrilemmaError } from '../../shared/errors.ts';
import { type PngChunk, pngChunks } from './png.ts';

/** Exponent with which numbers of sRGB are about encoded, in the unit of gAMA. */
const SRGB_GAMMA = 45_455;
/** libpng takes gammas this near to each other as equal. */
const TOLERANCE = 0.05;

/** Chunks that say more of the colours than gAMA, which then is not looked at. */
const STRONGER = new Set(['iCCP', 'sRGB', 'cICP']);

/** @returns the exponent between light and numbers; undefined where the numbers are those of sRGB or of a profile. */
export function pngGamma(png: Uint8Array): number | undefined {
  const chunks = chunksBeforePixels(png);
  const data = chunks.find(({ type }) => type === 'gAMA')?.data;
  if (data?.length !== 4 || chunks.some(({ type }) => STRONGER.has(type))) return undefined;
  const gamma = new DataView(data.buffer, data.byteOffset).getUint32(0);
  const isPlain = gamma === 0 || Math.abs(gamma / SRGB_GAMMA - 1) <= TOLERANCE;
  return isPlain ? undefined : gamma / 100_000;
}

/** What stands before the pixels, as far as it is whole: the decoder passes over damage beside the pixels, and tells of the rest. */
export function chunksBeforePixels(png: Uint8Array): readonly PngChunk[] {
  const chunks: PngChunk[] = [];
  try {
    for (const chunk of pngChunks(png)) {
      if (chunk.type === 'IDAT') break;
      chunks.push(chunk);
    }
  } catch (error) {
    if (!(error instanceof TrilemmaError)) throw error;
  }
  return chunks;
}

/**
 * For each number of a picture whose gamma is not that of sRGB, the one that sRGB has for the same light.
 *
 * @param most the largest number, 255 or 65535
 */
export function toSrgbTable(gamma: number, most: number): Uint16Array {
  return Uint16Array.from({ length: most + 1 }, (_, number) => {
    const light = (number / most) ** (1 / gamma);
    const encoded = light <= 0.003_130_8 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(most * encoded);
  });
}

import { encodeChunk, PNG_SIGNATURE, type PngChunk } from '../png.ts';

/** A PNG of these chunks, IHDR first and IEND last. */
export function pngOfChunks(chunks: readonly PngChunk[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat([PNG_SIGNATURE, ...chunks.map(encodeChunk)]);
}

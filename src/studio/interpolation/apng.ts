/** Animated PNG (W3C, Portable Network Graphics Specification, third edition, sections 4.9 and 11.3.6). */
import { encodePngChunks, pngChunks, type PngChunk } from '../pictures/png.ts';

const NUMERATOR_LIMIT = 0xffff;

/**
 * An animated PNG that plays again and again; programs that know no animation show its first frame.
 *
 * @param frames PNGs of one size and colour type, one at least
 * @param order indices of `frames`, as they are shown; the first is 0
 * @param text chunks that go before the pixels
 */
export function encodeApng(
  frames: readonly Uint8Array[],
  order: readonly number[],
  fps: number,
  text: readonly PngChunk[],
): Uint8Array {
  const data = frames.map((png) => [...pngChunks(png)].filter(({ type }) => type === 'IDAT'));
  const header = [...pngChunks(frames[0]!)].filter(({ type }) => type === 'IHDR');
  const size = header[0]!.data.subarray(0, 8);
  let sequence = 0;
  const chunks: PngChunk[] = [...header, { type: 'acTL', data: uint32s(order.length, 0) }, ...text];
  for (const [k, index] of order.entries()) {
    chunks.push({ type: 'fcTL', data: frameControl(sequence++, size, fps) });
    for (const { data: bytes } of data[index]!) {
      if (k === 0) chunks.push({ type: 'IDAT', data: bytes });
      else chunks.push({ type: 'fdAT', data: Buffer.concat([uint32s(sequence++), bytes]) });
    }
  }
  return encodePngChunks([...chunks, { type: 'IEND', data: new Uint8Array() }]);
}

/** Sequence number, size, offset 0, delay as a fraction of a second; the frame replaces all that was. */
function frameControl(sequence: number, size: Uint8Array, fps: number): Uint8Array {
  const scale = Number.isInteger(fps) ? 1 : 100;
  const denominator = Math.min(NUMERATOR_LIMIT, Math.round(scale * fps));
  const delay = Uint8Array.of(0, scale, denominator >> 8, denominator & 0xff);
  return Buffer.concat([uint32s(sequence), size, uint32s(0, 0), delay, Uint8Array.of(0, 0)]);
}

function uint32s(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return bytes;
}

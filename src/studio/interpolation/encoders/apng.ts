/** Animated PNG (W3C, Portable Network Graphics Specification, third edition, sections 4.9 and 11.3.6). */
import { encodePng } from '../../pictures/pixels.ts';
import { encodeChunk, PNG_SIGNATURE, type PngChunk, pngChunks } from '../../pictures/png.ts';
import { type FilmSource, inOrder } from '../film-source.ts';

const NUMERATOR_LIMIT = 0xffff;

/**
 * An animated PNG that plays again and again, in pieces; programs that know no animation show its first frame.
 *
 * @param text chunks that go before the pixels
 */
export async function* encodeApng(
  { order, path, enlarged }: FilmSource,
  text: readonly PngChunk[],
): AsyncGenerator<Uint8Array> {
  let sequence = 0;
  let isFirst = true;
  for await (const png of inOrder(order, async (picture) => encodePng(await enlarged(picture)))) {
    const chunks = [...pngChunks(png)];
    const header = chunks.find(({ type }) => type === 'IHDR')!;
    const control = frameControl(sequence++, header.data.subarray(0, 8), path.fps);
    const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
    const before: PngChunk[] = [header, { type: 'acTL', data: uint32s(order.length, 0) }, ...text];
    if (isFirst) yield PNG_SIGNATURE;
    yield* [
      ...(isFirst ? before : []),
      { type: 'fcTL', data: control },
      ...pixels.map((data) =>
        isFirst ? { type: 'IDAT', data } : { type: 'fdAT', data: Buffer.concat([uint32s(sequence++), data]) },
      ),
    ].map(encodeChunk);
    isFirst = false;
  }
  yield encodeChunk({ type: 'IEND', data: new Uint8Array() });
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

/** MP4 needs no browser's encoder; WebM is looked at in the end-to-end tests. */
import { BufferSource, Input, MP4 } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { encodeVideo } from './encode-video.ts';

async function film(frames: number, comment: string): Promise<Uint8Array<ArrayBuffer>> {
  let file = new Uint8Array();
  const [width, height] = [20, 14];
  await encodeVideo(
    { job: 'a', format: 'mp4', ...{ width, height, fps: 10, frames, comment } },
    {
      frames: (first, count) =>
        Promise.resolve(
          Array.from({ length: count }, (_, k) => ({
            ...{ width, height },
            data: Uint8Array.from(
              { length: 3 * width * height },
              (__, at) => (at * 7 + (first + k) * 3) % 256,
            ),
          })),
        ),
      append: (position, bytes) => {
        const longer = new Uint8Array(Math.max(file.length, position + bytes.length));
        longer.set(file);
        longer.set(bytes, position);
        file = longer;
        return Promise.resolve();
      },
    },
  );
  return file;
}

/** The boxes of a file (ISO/IEC 14496-12, 4.2). */
function boxes(file: Uint8Array<ArrayBuffer>): readonly { readonly type: string; readonly size: number }[] {
  const view = new DataView(file.buffer);
  const found = [];
  for (let at = 0; at < file.length;) {
    const short = view.getUint32(at);
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    found.push({ type: String.fromCharCode(...file.subarray(at + 4, at + 8)), size });
    at += size;
  }
  return found;
}

describe('encodeVideo', () => {
  it.each([1, 3, 700])('puts the index before the pictures: %i frames', async (frames) => {
    const file = await film(frames, 'hello');
    const types = boxes(file).map(({ type }) => type);
    expect(types[0]).toBe('ftyp');
    expect(types.indexOf('moov')).toBeGreaterThan(0);
    expect(types.indexOf('moov')).toBeLessThan(types.indexOf('mdat'));
    expect(types.at(-1)).toBe('mdat');
    expect(boxes(file).reduce((sum, { size }) => sum + size, 0)).toBe(file.length);
  });

  it('carries its comment, of any length and in any letters', async () => {
    const comment = JSON.stringify({ words: 'é日本"'.repeat(20_000) });
    using input = new Input({ source: new BufferSource(await film(2, comment)), formats: [MP4] });
    await expect(input.getMetadataTags()).resolves.toMatchObject({ comment });
  });
});

import type { Studio } from '../studio/studio.ts';
import { type HostAnswer, textAnswer } from './answer.ts';
import type { PageFiles } from './page-files.ts';

/** Where the studio answers with images; the rest of a path is an id that it looks up. */
const IMAGES = '/images/';

/** The whole of what an interface may read by URL, the same in every host: its own files, and images by id. */
export async function readPage(
  path: string,
  files: PageFiles,
  studio: Pick<Studio, 'image'>,
): Promise<HostAnswer> {
  const file = files.get(path);
  if (file !== undefined) return file;
  const image = path.startsWith(IMAGES) ? await studio.image(path) : undefined;
  if (image === undefined) return textAnswer(404, 'There is nothing here.');
  return {
    status: 200,
    headers: { 'Content-Type': image.type, 'Cache-Control': 'private, max-age=3600' },
    // A copy only where the bytes lie in shared memory, which no response can carry.
    body:
      image.bytes.buffer instanceof ArrayBuffer
        ? new Uint8Array(image.bytes.buffer, image.bytes.byteOffset, image.bytes.byteLength)
        : Uint8Array.from(image.bytes),
  };
}

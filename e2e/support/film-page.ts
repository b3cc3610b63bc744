/** What the page of `film-encoder.ts` runs: the studio's own encoding, and a decoder to look at what came of it. */
import { BufferSource, Input, MP4, VideoSampleSink, WEBM } from 'mediabunny';
import type { VideoWork } from '../../src/shared/path/film.ts';
import { encodeVideo } from '../../src/renderer/video/encode-video.ts';

/** Encodes frames that are fetched from `/frames`, and posts the file to `/append` in pieces. */
export async function encode(work: VideoWork): Promise<void> {
  const { width, height } = work;
  const bytes = 3 * width * height;
  await encodeVideo(work, {
    frames: async (first, count) => {
      const response = await fetch(`/frames?first=${first}&count=${count}`);
      const all = new Uint8Array(await response.arrayBuffer());
      return Array.from({ length: all.length / bytes }, (_, k) => ({
        ...{ width, height, data: all.subarray(k * bytes, (k + 1) * bytes) },
      }));
    },
    append: (position, piece) =>
      fetch(`/append?position=${position}`, { method: 'POST', body: new Uint8Array(piece) }),
  });
}

/** Decodes the film at `/film`, and posts the planes of each frame (I420) to `/planes`. */
export async function decode(): Promise<void> {
  const bytes = await (await fetch('/film')).arrayBuffer();
  using input = new Input({ source: new BufferSource(bytes), formats: [MP4, WEBM] });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The film has no pictures.');
  for await (const sample of new VideoSampleSink(track).samples()) {
    if (sample.format !== 'I420') throw new Error(`The browser decodes as ${sample.format ?? 'nothing'}.`);
    const planes = new Uint8Array(sample.allocationSize());
    await sample.copyTo(planes);
    sample.close();
    await fetch('/planes', { method: 'POST', body: planes });
  }
}

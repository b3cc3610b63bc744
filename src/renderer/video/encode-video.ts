/** A video file from frames, by the browser's own encoder. */
import {
  BufferTarget,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  type Target,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';
import { MAX_VIDEO_FRAMES, type VideoFormat, type VideoWork } from '../../shared/film.ts';
import type { Pixels } from '../../shared/picture.ts';
import { evenSize, toI420 } from './i420.ts';

const CODECS = { mp4: 'avc', webm: 'vp9' } as const satisfies Record<VideoFormat, string>;
/** Small pictures make small files, and their detail is all that they have. */
const QUALITY = new Quality('very-high');
const KEY_FRAME_SECONDS = 2;
/** Written in pieces of this size, and what comes back to fill a gap. */
const PIECE_BYTES = 4 * 2 ** 20;
/** Frames on their way to the encoder. */
const MOST_BYTES = 16 * 2 ** 20;

const BT_709: VideoColorSpaceInit = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
};

export type VideoShape = Pick<VideoWork, 'format' | 'width' | 'height' | 'fps'>;

/** Where frames come from and the file goes to. */
export interface VideoLine {
  frames(first: number, count: number): Promise<readonly Pixels[]>;
  append(position: number, bytes: Uint8Array): Promise<unknown>;
}

/** Encodes all frames, and writes the file. */
export async function encodeVideo(work: VideoWork, line: VideoLine): Promise<void> {
  const writable = new WritableStream<{ readonly data: Uint8Array; readonly position: number }>({
    write: async ({ data, position }) => {
      await line.append(position, data);
    },
  });
  const film = await begin(
    work,
    new StreamTarget(writable, { chunked: true, chunkSize: PIECE_BYTES }),
    work.comment,
  );
  const atOnce = Math.max(
    1,
    Math.min(MAX_VIDEO_FRAMES, Math.floor(MOST_BYTES / (4 * work.width * work.height))),
  );
  const next = (first: number) => line.frames(first, Math.min(atOnce, work.frames - first));
  try {
    let coming = next(0);
    for (let first = 0; first < work.frames; first += atOnce) {
      const frames = await coming;
      if (first + atOnce < work.frames) coming = next(first + atOnce);
      for (const [i, frame] of frames.entries()) await film.add(frame, first + i);
    }
    await film.finish();
  } catch (error) {
    await film.cancel();
    throw error;
  }
}

/** Whether this browser encodes such a video: it says so, and a few frames come out. */
export async function tryVideo(shape: VideoShape): Promise<boolean> {
  const { width, height } = evenSize(shape);
  if (!(await canEncodeVideo(CODECS[shape.format], { width, height, quality: QUALITY }))) return false;
  const target = new BufferTarget();
  const rgba = new Uint8Array(4 * shape.width * shape.height).fill(128);
  try {
    const film = await begin(shape, target, '');
    for (let frame = 0; frame < 3; frame++) await film.add({ ...shape, rgba }, frame);
    await film.finish();
    return (target.buffer?.byteLength ?? 0) > 0;
  } catch {
    return false;
  }
}

async function begin(shape: VideoShape, target: Target, comment: string) {
  const { format, fps } = shape;
  const { width, height } = evenSize(shape);
  const output = new Output({
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat(),
    target,
  });
  const source = new VideoSampleSource({
    codec: CODECS[format],
    quality: QUALITY,
    keyFrameInterval: KEY_FRAME_SECONDS,
    latencyMode: 'quality',
  });
  output.addVideoTrack(source, { frameRate: fps });
  if (comment !== '') output.setMetadataTags({ comment });
  await output.start();
  return {
    async add(pixels: Pixels, frame: number): Promise<void> {
      const sample = new VideoSample(toI420(pixels), {
        format: 'I420',
        codedWidth: width,
        codedHeight: height,
        timestamp: frame / fps,
        duration: 1 / fps,
        colorSpace: BT_709,
      });
      try {
        await source.add(sample);
      } finally {
        sample.close();
      }
    },
    finish: () => output.finalize(),
    cancel: () => output.cancel(),
  };
}

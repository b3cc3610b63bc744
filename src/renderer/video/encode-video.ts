/** A video file from frames: H.264 by our own encoder, VP9 by the browser's. */
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type Target,
  WebMOutputFormat,
} from 'mediabunny';
import { MAX_VIDEO_FRAMES, type VideoWork } from '../../shared/path/film.ts';
import type { RgbPixels } from '../../shared/picture.ts';
import { h264Encoder } from './encode-h264.ts';
import { vp9Encoder } from './encode-vp9.ts';
import type { TakePacket } from './packets.ts';
import type { VideoShape } from './video-shape.ts';

/** Written in pieces of this size, and what comes back to fill a gap. */
const PIECE_BYTES = 4 * 2 ** 20;
/** Frames on their way to the encoder. */
const MOST_BYTES = 16 * 2 ** 20;

/** Where frames come from and the file goes to. */
export interface VideoFiles {
  frames(first: number, count: number): Promise<readonly RgbPixels[]>;
  append(position: number, bytes: Uint8Array): Promise<unknown>;
}

/** Encodes all frames, and writes the file. */
export async function encodeVideo(work: VideoWork, files: VideoFiles): Promise<void> {
  const writable = new WritableStream<{ readonly data: Uint8Array; readonly position: number }>({
    write: async ({ data, position }) => {
      await files.append(position, data);
    },
  });
  const film = await begin(
    work,
    new StreamTarget(writable, { chunked: true, chunkSize: PIECE_BYTES }),
    work.comment,
  );
  const atOnce = Math.max(
    1,
    Math.min(MAX_VIDEO_FRAMES, Math.floor(MOST_BYTES / (3 * work.width * work.height))),
  );
  const next = (first: number) => files.frames(first, Math.min(atOnce, work.frames - first));
  try {
    let coming = next(0);
    for (let first = 0; first < work.frames; first += atOnce) {
      const frames = await coming;
      if (first + atOnce < work.frames) coming = next(first + atOnce);
      for (const frame of frames) await film.add(frame);
    }
    await film.finish();
  } catch (error) {
    await film.cancel();
    throw error;
  }
}

/** Tries to encode a few frames. @returns true if this browser can encode such a video */
export async function tryVideo(shape: VideoShape): Promise<boolean> {
  const target = new BufferTarget();
  const data = new Uint8Array(3 * shape.width * shape.height).fill(128);
  const frames = 3;
  try {
    const film = await begin({ ...shape, frames }, target, '');
    for (let frame = 0; frame < frames; frame++) await film.add({ ...shape, data });
    await film.finish();
    return (target.buffer?.byteLength ?? 0) > 0;
  } catch {
    return false;
  }
}

async function begin(shape: VideoShape & Pick<VideoWork, 'frames'>, target: Target, comment: string) {
  const { format, fps, frames } = shape;
  const isMp4 = format === 'mp4';
  const output = new Output({
    // The index goes before the pictures, so that a film plays before it is loaded whole.
    format: isMp4 ? new Mp4OutputFormat({ fastStart: 'reserve' }) : new WebMOutputFormat(),
    target,
  });
  const source = new EncodedVideoPacketSource(isMp4 ? 'avc' : 'vp9');
  output.addVideoTrack(source, { frameRate: fps, maximumPacketCount: frames });
  if (comment !== '') output.setMetadataTags({ comment });
  await output.start();
  let place = 0;
  const take: TakePacket = ({ data, isKey }, decoderConfig) => {
    const packet = new EncodedPacket(data, isKey ? 'key' : 'delta', place++ / fps, 1 / fps);
    return source.add(packet, { decoderConfig });
  };
  const encoder = isMp4 ? h264Encoder(shape, take) : await vp9Encoder(shape, take);
  return {
    add: (frame: RgbPixels) => encoder.add(frame),
    async finish(): Promise<void> {
      await encoder.finish();
      await output.finalize();
    },
    cancel: () => output.cancel(),
  };
}

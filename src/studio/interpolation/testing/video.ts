/** Small videos that carry a path. */
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { H264Encoder } from '../../../core/h264/encoder.ts';
import type { VideoFormat } from '../../../shared/path/film.ts';
import { videoCommentOf } from '../path/path-metadata.ts';
import { sourceOf } from './source-of.ts';

const SIDE = 16;

/** A film of two pictures, grey and black. */
export const film = sourceOf(
  [0, 100].map((value) => ({ width: SIDE, height: SIDE, data: new Uint8Array(3 * SIDE * SIDE).fill(value) })),
  [0, 1],
  24,
);

/** A video of {@link film} whose first picture is there, and whose other nobody asks for. */
export async function video(format: VideoFormat): Promise<Uint8Array> {
  const target = new BufferTarget();
  const isMp4 = format === 'mp4';
  const output = new Output({ format: isMp4 ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource(isMp4 ? 'avc' : 'vp9');
  output.addVideoTrack(source);
  output.setMetadataTags({ comment: videoCommentOf(film.path) });
  await output.start();
  const encoder = new H264Encoder({ width: SIDE, height: SIDE, fps: 24 });
  const { bytes } = encoder.code(new Uint8Array((SIDE * SIDE * 3) / 2), 20, true);
  const { codec, description } = encoder.parameters;
  const decoderConfig = {
    ...{ codedWidth: SIDE, codedHeight: SIDE },
    ...(isMp4 ? { codec, description } : { codec: 'vp09.00.10.08' }),
  };
  await source.add(new EncodedPacket(bytes, 'key', 0, 1 / 24), { decoderConfig });
  await output.finalize();
  return new Uint8Array(target.buffer!);
}

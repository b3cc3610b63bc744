/**
 * Frames as VP9 of an even quality, by the browser's encoder. It cannot take a frame back, so a few of them, from a key
 * frame on, are encoded, decoded and measured together, and once more where they are not good enough.
 */
import type { RgbPixels } from '../../shared/picture.ts';
import { evenSize, squaredError, toI420 } from './i420.ts';
import type { FrameEncoder, Packet, TakePacket } from './packets.ts';
import { coarsest, shareOfAllowed } from './quality.ts';
import { BT_709, KEY_FRAME_SECONDS, type VideoShape } from './video-shape.ts';
import { type Vp9Settings, vp9Settings } from './vp9-settings.ts';

/** Memory for frames and their planes, which are kept until they are encoded well enough. */
const MOST_BYTES = 128 * 2 ** 20;
const BYTES_A_PIXEL = 3 + 1.5;
const MICROSECONDS = 1e6;

interface Frame {
  readonly pixels: RgbPixels;
  readonly planes: Uint8Array<ArrayBuffer>;
  /** The squared error that the planes leave. */
  readonly left: number;
}

interface Encoded {
  readonly packets: readonly Packet[];
  readonly decoder: VideoDecoderConfig;
}

/** @throws Error where this browser has no such encoder. */
export async function vp9Encoder(shape: VideoShape, take: TakePacket): Promise<FrameEncoder> {
  const settings = await vp9Settings(shape);
  if (settings === null) throw new Error('This browser has no encoder for VP9.');
  const size = evenSize(shape);
  const fitting = Math.floor(MOST_BYTES / (BYTES_A_PIXEL * size.width * size.height));
  const together = Math.max(1, Math.min(fitting, Math.round(KEY_FRAME_SECONDS * shape.fps)));
  let waiting: Frame[] = [];
  let start = settings.first;
  async function encodeWaiting(): Promise<void> {
    const frames = waiting;
    waiting = [];
    const { setting, result } = await coarsest({ start, most: settings!.most }, async (tried) => {
      const encoded = await encode(frames, shape, settings!, tried);
      return { result: encoded, share: await largestShare(frames, encoded) };
    });
    start = setting;
    for (const packet of result.packets) await take(packet, result.decoder);
  }
  return {
    async add(pixels) {
      const planes = toI420(pixels);
      waiting.push({ pixels, planes, left: squaredError(planes, pixels) });
      if (waiting.length === together) await encodeWaiting();
    },
    async finish() {
      if (waiting.length > 0) await encodeWaiting();
    },
  };
}

async function encode(
  frames: readonly Frame[],
  shape: VideoShape,
  settings: Vp9Settings,
  setting: number,
): Promise<Encoded> {
  const packets: Packet[] = [];
  let decoder: VideoDecoderConfig | undefined;
  const failed = Promise.withResolvers<never>();
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      packets.push({ data, isKey: chunk.type === 'key' });
      decoder ??= metadata?.decoderConfig;
    },
    error: failed.reject,
  });
  try {
    encoder.configure(settings.config(setting));
    for (const [i, { planes }] of frames.entries()) {
      const { width, height } = evenSize(shape);
      const frame = new VideoFrame(planes, {
        ...{ format: 'I420', codedWidth: width, codedHeight: height, colorSpace: BT_709 },
        ...{ timestamp: timestamp(i, shape), duration: timestamp(1, shape) },
      });
      encoder.encode(frame, { keyFrame: i === 0, ...settings.frameOptions(setting) });
      frame.close();
    }
    await Promise.race([encoder.flush(), failed.promise]);
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
  if (decoder === undefined || packets.length !== frames.length) {
    throw new Error('The encoder of this browser left frames out.');
  }
  return { packets, decoder };
}

function timestamp(frame: number, { fps }: VideoShape): number {
  return Math.round((MICROSECONDS * frame) / fps);
}

/** What the worst of the frames takes of the error that it may have. */
async function largestShare(frames: readonly Frame[], { packets, decoder }: Encoded): Promise<number> {
  let largest = 0;
  let place = 0;
  let measuring: Promise<void> = Promise.resolve();
  const failed = Promise.withResolvers<never>();
  const tester = new VideoDecoder({
    output: (decoded) => {
      const { pixels, left } = frames[place++]!;
      measuring = measuring
        .then(() => planesOf(decoded))
        .then((planes) => {
          largest = Math.max(largest, shareOfAllowed(squaredError(planes, pixels), left));
        })
        .finally(() => decoded.close());
      measuring.catch(failed.reject);
    },
    error: failed.reject,
  });
  try {
    tester.configure({ ...decoder, hardwareAcceleration: 'prefer-software' });
    for (const [i, { data, isKey }] of packets.entries()) {
      tester.decode(new EncodedVideoChunk({ type: isKey ? 'key' : 'delta', timestamp: i, data }));
    }
    await Promise.race([tester.flush(), failed.promise]);
    await measuring;
  } finally {
    if (tester.state !== 'closed') tester.close();
  }
  if (place !== frames.length) throw new Error('The decoder of this browser left frames out.');
  return largest;
}

async function planesOf(frame: VideoFrame): Promise<Uint8Array> {
  if (frame.format !== 'I420') throw new Error(`This browser decodes VP9 as ${frame.format ?? 'nothing'}.`);
  const planes = new Uint8Array(frame.allocationSize());
  await frame.copyTo(planes);
  return planes;
}

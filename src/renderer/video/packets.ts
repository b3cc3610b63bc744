import type { RgbPixels } from '../../shared/picture.ts';

/** What encoders give out, one for each frame. */
export interface Packet {
  readonly data: Uint8Array;
  readonly isKey: boolean;
}

/** Takes packets in order, with what decoders must know beside the first. */
export type TakePacket = (packet: Packet, decoder: VideoDecoderConfig) => Promise<void>;

export interface FrameEncoder {
  add(frame: RgbPixels): Promise<void>;
  /** Gives out what is left. */
  finish(): Promise<void>;
}

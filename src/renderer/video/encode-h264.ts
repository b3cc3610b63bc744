/** Frames as H.264 of an even quality. */
import { H264Encoder } from '../../core/h264/encoder.ts';
import { MAX_QP } from '../../core/h264/transform.ts';
import { BT_709, KEY_FRAME_SECONDS, type VideoShape } from './video-shape.ts';
import { evenSize, squaredError, toI420 } from './i420.ts';
import type { FrameEncoder, TakePacket } from './packets.ts';
import { coarsest, shareOfAllowed } from './quality.ts';

/** What most first frames come to. */
const FIRST_QP = 14;

export function h264Encoder(shape: VideoShape, take: TakePacket): FrameEncoder {
  const { fps } = shape;
  const size = evenSize(shape);
  const encoder = new H264Encoder({ ...size, fps });
  const decoder = {
    ...encoder.parameters,
    ...{ codedWidth: size.width, codedHeight: size.height, colorSpace: BT_709 },
  };
  const keyInterval = Math.max(1, Math.round(KEY_FRAME_SECONDS * fps));
  let start = FIRST_QP;
  let count = 0;
  return {
    async add(frame) {
      const planes = toI420(frame);
      const left = squaredError(planes, frame);
      const isKey = count++ % keyInterval === 0;
      const { setting, result } = await coarsest({ start, most: MAX_QP }, (qp) => {
        const coded = encoder.code(planes, qp, isKey);
        return { result: coded, share: shareOfAllowed(squaredError(coded.i420, frame), left) };
      });
      start = setting;
      encoder.take(result);
      await take({ data: result.bytes, isKey }, decoder);
    },
    finish: () => Promise.resolve(),
  };
}

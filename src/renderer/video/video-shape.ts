/** What all encoders keep to. */
import type { VideoWork } from '../../shared/path/film.ts';

export type VideoShape = Pick<VideoWork, 'format' | 'width' | 'height' | 'fps'>;

/** A player that is sent to a place in the film begins at the key frame before. */
export const KEY_FRAME_SECONDS = 2;

export const BT_709 = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
} as const satisfies VideoColorSpaceInit;

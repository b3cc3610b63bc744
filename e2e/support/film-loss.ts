/** What a film has lost against what 4:2:0 leaves of its frames. */
import type { RgbPixels } from '../../src/shared/picture.ts';
import { squaredError, toI420 } from '../../src/renderer/video/i420.ts';

export interface FilmLoss {
  /** PSNR of RGB in dB, the mean over all frames. */
  readonly psnr: number;
  readonly worstPsnr: number;
  /** PSNR that the planes leave by themselves, the mean over all frames. */
  readonly psnrOf420: number;
  /** dB that the worst frame has lost against its planes. */
  readonly loss: number;
}

export function filmLoss(frames: readonly RgbPixels[], decoded: readonly Uint8Array[]): FilmLoss {
  if (frames.length !== decoded.length) {
    throw new Error(`The film has ${decoded.length} frames, not ${frames.length}.`);
  }
  const each = frames.map((frame, k) => ({
    psnr: decibels(squaredError(decoded[k]!, frame)),
    of420: decibels(squaredError(toI420(frame), frame)),
  }));
  return {
    psnr: mean(each.map(({ psnr }) => psnr)),
    worstPsnr: Math.min(...each.map(({ psnr }) => psnr)),
    psnrOf420: mean(each.map(({ of420 }) => of420)),
    loss: Math.max(...each.map(({ psnr, of420 }) => of420 - psnr)),
  };
}

/** Frames that are exact count as this: beyond it nobody sees or measures a difference. */
const EXACT = 100;

function decibels(error: number): number {
  return error === 0 ? EXACT : Math.min(EXACT, 10 * Math.log10(255 ** 2 / error));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

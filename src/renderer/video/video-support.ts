import type { VideoShape } from './video-shape.ts';
import { runEncoder } from './run-encoder.ts';

const known = new Map<string, Promise<boolean>>();

/** True if such videos can be encoded here. For VP9, which is the browser's, some frames are encoded; once for each size. */
export function canEncode(shape: VideoShape): Promise<boolean> {
  const { format, width, height, fps } = shape;
  const key = JSON.stringify([format, width, height, fps]);
  const answer = known.get(key) ?? tried({ format, width, height, fps });
  known.set(key, answer);
  return answer;
}

async function tried(shape: VideoShape): Promise<boolean> {
  if (shape.format === 'mp4') return true;
  if (!('VideoEncoder' in globalThis)) return false;
  const noLine = () => Promise.reject(new Error('nothing is asked for while it is tried'));
  try {
    return await runEncoder({ kind: 'try', shape }, { frames: noLine, append: noLine });
  } catch {
    return false;
  }
}

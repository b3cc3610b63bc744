/** Which frames of a path are made first while nobody asks for one. */

const COARSEST = 16;

/** Every frame once: coarse to fine, and the nearest to the playhead first. */
export function* fillOrder(frames: number, playhead: number): Generator<number> {
  for (let step = COARSEST; step >= 1; step /= 2) {
    const isNew = (frame: number) => step === COARSEST || frame % (2 * step) !== 0;
    const middle = Math.round(playhead / step) * step;
    for (let away = 0; middle + away < frames || middle - away >= 0; away += step) {
      for (const frame of away === 0 ? [middle] : [middle + away, middle - away]) {
        if (frame >= 0 && frame < frames && isNew(frame)) yield frame;
      }
    }
  }
}

/** The frame that is there and nearest to the one that is wanted. */
export function nearestFrame(
  frames: number,
  wanted: number,
  isThere: (frame: number) => boolean,
): number | undefined {
  for (let away = 0; wanted + away < frames || wanted - away >= 0; away++) {
    if (wanted - away >= 0 && wanted - away < frames && isThere(wanted - away)) return wanted - away;
    if (wanted + away < frames && isThere(wanted + away)) return wanted + away;
  }
  return undefined;
}

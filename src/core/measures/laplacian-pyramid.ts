/** Laplacian pyramids: the detail of a picture, scale by scale (Burt and Adelson 1983). */

const TAPS = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const;
const SMALLEST_SIDE = 16;

/** One channel of a picture, row by row. */
export interface ChannelPlane {
  readonly side: number;
  readonly values: Float32Array;
}

/** Levels from full resolution down to 16 pixels or a little more; the last one is what is left without detail. */
export function laplacianPyramid(plane: ChannelPlane): readonly ChannelPlane[] {
  const levels: ChannelPlane[] = [];
  let rest = plane;
  while (rest.side >= 2 * SMALLEST_SIDE && rest.side % 2 === 0) {
    const small = halved(blurred(rest, 1));
    const coarse = blurred(spread(small), 2);
    levels.push({ side: rest.side, values: rest.values.map((value, i) => value - coarse.values[i]!) });
    rest = small;
  }
  return [...levels, rest];
}

/** Binomial filter along both axes; the picture is mirrored at its edges. @param gain of each axis */
function blurred(plane: ChannelPlane, gain: number): ChannelPlane {
  return blurredRows(turned(blurredRows(turned(plane), gain)), gain);
}

function blurredRows({ side, values }: ChannelPlane, gain: number): ChannelPlane {
  const result = new Float32Array(values.length);
  const last = side - 1;
  for (let row = 0; row < values.length; row += side) {
    for (let column = 0; column < side; column++) {
      let sum = 0;
      for (let tap = -2; tap <= 2; tap++) {
        const at = column + tap;
        const inside = at < 0 ? -at : at > last ? 2 * last - at : at;
        sum += TAPS[tap + 2]! * values[row + inside]!;
      }
      result[row + column] = gain * sum;
    }
  }
  return { side, values: result };
}

/** Rows become columns. */
function turned({ side, values }: ChannelPlane): ChannelPlane {
  return {
    side,
    values: Float32Array.from(values, (_, at) => values[(at % side) * side + Math.floor(at / side)]!),
  };
}

/** Every second pixel. */
function halved({ side, values }: ChannelPlane): ChannelPlane {
  const half = side / 2;
  const from = (at: number) => 2 * Math.floor(at / half) * side + 2 * (at % half);
  return { side: half, values: Float32Array.from({ length: half ** 2 }, (_, at) => values[from(at)]!) };
}

/** Zeros between the pixels. */
function spread({ side, values }: ChannelPlane): ChannelPlane {
  const result = new Float32Array(4 * values.length);
  for (const [at, value] of values.entries()) {
    result[2 * Math.floor(at / side) * 2 * side + 2 * (at % side)] = value;
  }
  return { side: 2 * side, values: result };
}

/** How good a video has to be: its frames are measured, and coded as coarsely as what is measured allows. */

/**
 * What may become of the error that a chroma sample for four pixels leaves by itself. 1 dB; what is left of the 1.5 dB
 * that is promised is for players that make colours of the planes in other ways.
 */
const ALLOWED = 10 ** 0.1;

/** From this share of what is allowed on, a coarser setting is not tried. */
const GOOD_ENOUGH = 0.8;
/** Settings that a frame may be coarser than the one before: what stands still would let it rise without end. */
const MOST_RISE = 3;

/** @param left squared error that the planes themselves leave @param error that the coded ones leave */
export function shareOfAllowed(error: number, left: number): number {
  return error <= left ? 0 : (error - left) / ((ALLOWED - 1) * left);
}

export interface Attempt<T> {
  /** From 0, which is the finest. */
  readonly setting: number;
  readonly result: T;
  /** Error as a share of what is allowed; more than 1 is too coarse. */
  readonly share: number;
}

/**
 * The coarsest setting that is good enough, looked for around the one that was so before.
 *
 * @param code tries a setting, and says which share of the allowed error it takes
 * @returns the finest where none is good enough.
 */
export async function coarsest<T>(
  { start, most }: { readonly start: number; readonly most: number },
  code: (setting: number) => Promise<Omit<Attempt<T>, 'setting'>> | Omit<Attempt<T>, 'setting'>,
): Promise<Attempt<T>> {
  const attempt = async (setting: number): Promise<Attempt<T>> => ({ setting, ...(await code(setting)) });
  let good = await attempt(start);
  if (good.share <= 1) {
    const end = Math.min(most, start + MOST_RISE);
    while (good.share < GOOD_ENOUGH && good.setting < end) {
      const next = await attempt(good.setting + 1);
      if (next.share > 1) break;
      good = next;
    }
    return good;
  }
  let bad = start;
  for (let step = 1; good.share > 1 && bad > 0; step *= 2) {
    good = await attempt(Math.max(0, start - step));
    if (good.share > 1) bad = good.setting;
  }
  while (good.share <= 1 && bad - good.setting > 1) {
    const middle = await attempt((good.setting + bad) >> 1);
    if (middle.share <= 1) good = middle;
    else bad = middle.setting;
  }
  return good;
}

/** How learning rates and the average's decay go over a run. */

/** The rates end at this share of what they began with. */
const LAST_SHARE = 0.1;

/** Share of the learning rates at a step, 0 for the first: half a cosine from 1 to a tenth. */
export function cosineShare(step: number, steps: number): number {
  return LAST_SHARE + ((1 - LAST_SHARE) / 2) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps));
}

/**
 * Share of the new weights in their running average. An average that starts at random weights forgets them quickly at
 * first.
 */
export function averageShare(step: number, decay: number, fromScratch: boolean): number {
  return 1 - (fromScratch ? Math.min(decay, (1 + step) / (10 + step)) : decay);
}

import { availableMemory } from 'node:process';

/** Enough to keep small maps from starving the cores (docs/performance.md), and few enough to cancel soon. */
const LARGEST_BATCH = 8;

/** The runtime keeps blocked copies of feature maps beside the plain ones. */
const LAYOUT_COPIES = 2;

const SHARE_OF_MEMORY = 0.5;

/** Activations beyond this leave the caches, and a batch costs more than its pictures one by one. */
const ENOUGH_BYTES = 256 * 2 ** 20;

/**
 * How many pictures to compute together.
 * @param peakBytesPerPicture activations of one picture, in bytes.
 */
export function batchFor(peakBytesPerPicture: number): number {
  const perPicture = peakBytesPerPicture * LAYOUT_COPIES;
  const budget = Math.min(availableMemory() * SHARE_OF_MEMORY, ENOUGH_BYTES);
  return Math.min(LARGEST_BATCH, Math.max(1, Math.floor(budget / perPicture)));
}

import { availableMemory } from 'node:process';

/** Beyond this a CPU's caches are full and nothing is gained (docs/performance.md). */
const LARGEST_BATCH = 8;

/** The runtime keeps blocked copies of feature maps beside the plain ones. */
const LAYOUT_COPIES = 2;

const SHARE_OF_MEMORY = 0.5;

/** Activations beyond this in one batch gain nothing either: a batch exists to keep small maps from starving the cores. */
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

import { constants, setPriority } from 'node:os';

/**
 * Lets everything else on the machine go first. On Linux it holds for the calling thread and those that it starts
 * from then on, which are the ones that compute; elsewhere for the process.
 */
export function lowerPriority(): void {
  try {
    setPriority(0, constants.priority.PRIORITY_LOW);
  } catch {
    // A system that refuses it trains all the same.
  }
}

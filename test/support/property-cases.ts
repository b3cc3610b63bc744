/// <reference types="node" />

/**
 * How property tests draw their cases. `npm test` draws the same ones at every run, so that what fails was broken by a change;
 * `npm run test:random` draws others, and more of them, through these two variables.
 */
export const SEED_VARIABLE = 'TRILEMMA_PROPERTY_SEED';
export const FACTOR_VARIABLE = 'TRILEMMA_PROPERTY_FACTOR';

export const propertySeed = Number(process.env[SEED_VARIABLE] ?? 1);

/** How many times the usual number of cases are drawn. */
const caseFactor = Number(process.env[FACTOR_VARIABLE] ?? 1);

/** The number of cases of a property that needs more or fewer than fast-check's hundred, to be given as `numRuns`. */
export function cases(usual: number): number {
  return usual * caseFactor;
}

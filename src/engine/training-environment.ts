/**
 * Environment of a process that trains. The C library is told to keep memory that a step gave back, as a pool that all
 * sessions of the process share: asking the system for it again costs a tenth of a step (docs/performance.md). Where
 * there is no glibc, nothing reads it.
 */
export const TRAINING_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(2 ** 30),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
};

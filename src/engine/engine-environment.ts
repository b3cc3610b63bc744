/** Variables of the environment that engine processes start with; native code reads them when it is loaded. */
type Environment = Readonly<Record<string, string>>;

/** Keeps ONNX Runtime from writing identities into the user's home and from sending anything. */
export const NO_TELEMETRY: Environment = { ORT_DISABLE_TELEMETRY: '1' };

/**
 * For a process that trains. They make the C library keep memory that a step gave back, as a pool that all sessions
 * of the process share: asking the system for it again costs a tenth of a step (docs/performance.md). Where there is no
 * glibc, nothing reads it.
 */
export const TRAINING_ENVIRONMENT: Environment = {
  ...NO_TELEMETRY,
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(2 ** 30),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
};

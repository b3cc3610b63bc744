/** Codes of errors, for programs: interfaces and exit codes act on these, never on the message. */
export type ErrorCode =
  | 'usage'
  | 'file'
  | 'checkpoint-corrupt'
  | 'checkpoint-unsafe'
  | 'checkpoint-unsupported'
  | 'architecture'
  | 'graph'
  | 'model-unknown'
  | 'model-removed'
  | 'model-exists'
  | 'model-damaged'
  | 'model-bundled'
  | 'steps-unknown'
  | 'band-order-unknown'
  | 'size-unknown'
  | 'weights-unknown'
  | 'recipe-invalid'
  | 'database-newer'
  | 'database-corrupt'
  | 'studio-running'
  | 'device-unavailable'
  | 'disk-full'
  | 'data-gone'
  | 'out-of-memory'
  | 'engine-died'
  | 'engine-failed'
  /** A fault of the program itself. */
  | 'unexpected'
  | 'disconnected'
  | 'cancelled';

/**
 * Every error that a person may see. The message is one sentence or two: what is wrong, where, what to do.
 * Errors cross processes as `{ code, message }`.
 */
export class TrilemmaError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Lets a running method report its progress and notice that it was cancelled. */
export interface MethodContext<Progress> {
  progress(value: Progress): void;
  /**
   * Lets waiting messages in. Called between denoising steps, as a step itself cannot be interrupted.
   * @throws {TrilemmaError} `cancelled` when the request was cancelled.
   */
  checkpoint(): Promise<void>;
}

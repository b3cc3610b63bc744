/** What a running request may do beside computing. */
export interface RequestContext<Progress> {
  progress(value: Progress): void;
  /**
   * Lets waiting messages in. Called between denoising steps, as a step itself cannot be interrupted.
   * @throws {TrilemmaError} `cancelled` when the request was cancelled.
   */
  checkpoint(): Promise<void>;
}

import type { Params, Progress, RequestName, Result } from '../../shared/contract/requests.ts';

export interface HandlerContext<R extends RequestName> {
  /** Aborted when the interface cancels the request, or is gone. */
  readonly signal: AbortSignal;
  /** The interface's line: one for all its requests, aborted when it is gone. */
  readonly line: AbortSignal;
  readonly progress: (value: Progress<R>) => void;
}

/** One function for each request of the contract. */
export type Handlers = {
  readonly [R in RequestName]: (
    params: Params<R>,
    context: HandlerContext<R>,
  ) => Result<R> | Promise<Result<R>>;
};

/** The types of a request: its parameters, its result, and its progress. */
export interface Request<Params, Result, ProgressValue = never> {
  params: Params;
  result: Result;
  progress: ProgressValue;
}

export type None = Readonly<Record<string, never>>;

/** What a request takes, gives, and tells on the way. */
export interface Request<Params, Result, ProgressValue = never> {
  params: Params;
  result: Result;
  progress: ProgressValue;
}

export type None = Readonly<Record<string, never>>;

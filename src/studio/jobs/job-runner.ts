import type { JobKind, JobProgress, JobResult, JobSpec } from '../../shared/job.ts';

/** A running job's line to the queue: it ends after `signal`, and reports how far it is. */
export interface JobContext {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, unit: JobProgress['unit']) => void;
}

type SpecOf<K extends JobKind> = Extract<JobSpec, { readonly kind: K }>;

/** How each kind of job is done. Runners end with `cancelled` after the signal. */
export type JobRunners = {
  readonly [K in JobKind]: (
    spec: SpecOf<K>,
    context: JobContext,
  ) => Promise<Extract<JobResult, { readonly kind: K }>>;
};

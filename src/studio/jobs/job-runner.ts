import type { JobKind, JobProgress, JobResult, JobSpec } from '../../shared/job.ts';

/** What a running job may tell, and must heed. */
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

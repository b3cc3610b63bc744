/** What the queue says of one model. */
import type { Device } from '../../shared/device.ts';
import type { BenchmarkFigures, ExportFormat, Job, JobSpec } from '../../shared/job.ts';

export interface BenchmarkJob extends Job {
  readonly spec: Extract<JobSpec, { kind: 'benchmark' }>;
}

export interface ExportJob extends Job {
  readonly spec: Extract<JobSpec, { kind: 'export-model' }>;
}

/** The latest benchmark of a model on a device, if there was one. */
export function latestBenchmark(
  jobs: readonly Job[],
  model: string,
  device: Device,
): BenchmarkJob | undefined {
  return jobs.findLast(
    (job): job is BenchmarkJob =>
      job.spec.kind === 'benchmark' && job.spec.model === model && job.spec.device === device,
  );
}

export function figuresOf(job: Job | undefined): BenchmarkFigures | undefined {
  return job?.state.status === 'done' && job.state.result.kind === 'benchmark' ? job.state.result : undefined;
}

/** The latest measure of a model's quality, if there was one. */
export function latestQualityJob(jobs: readonly Job[], model: string): Job | undefined {
  return jobs.findLast(({ spec }) => spec.kind === 'measure-quality' && spec.model === model);
}

/** The latest export of a model in each format. */
export function latestExports(
  jobs: readonly Job[],
  model: string,
): Readonly<Partial<Record<ExportFormat, ExportJob>>> {
  const latest: Partial<Record<ExportFormat, ExportJob>> = {};
  for (const job of jobs) {
    const { spec } = job;
    if (spec.kind === 'export-model' && spec.model === model) latest[spec.format] = { ...job, spec };
  }
  return latest;
}

/** Jobs as the database keeps them. What is there may come from another version, so it is checked when it is read. */
import { z } from 'zod';
import { jobSpecSchema } from '../../shared/contract/schemas.ts';
import { PROVIDERS } from '../../shared/device.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { type Job, JOB_UNITS, type JobProgress, type JobResult, type JobState } from '../../shared/job.ts';
import { qualityReportShape } from '../quality/quality-reports.ts';
import type { JobRow } from '../database/job-repository.ts';

const resultSchema: z.ZodType<JobResult> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generate'),
    device: z.object({ provider: z.enum(PROVIDERS), runtime: z.string(), notes: z.array(z.string()) }),
  }),
  z.object({
    kind: z.literal('import-model'),
    model: z.string(),
    added: z.boolean(),
    // Jobs of versions before had none.
    notes: z.array(z.string()).default([]),
  }),
  z.object({
    kind: z.literal('export-model'),
    path: z.string(),
    bytes: z.number(),
    notes: z.array(z.string()).default([]),
  }),
  z.object({
    kind: z.literal('benchmark'),
    provider: z.string(),
    runtime: z.string(),
    secondsPerImageStep: z.number(),
    gflops: z.number(),
    boundShare: z.number(),
    loadSeconds: z.number(),
  }),
  z.object({ kind: z.literal('measure-quality'), ...qualityReportShape }),
  z.object({
    kind: z.literal('export-gallery'),
    path: z.string(),
    pictures: z.number(),
    bytes: z.number(),
    notes: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('import-gallery'),
    added: z.number(),
    updated: z.number(),
    refused: z.array(z.object({ path: z.string(), message: z.string() })),
    refusedCount: z.number(),
  }),
  z.object({ kind: z.literal('render-film'), path: z.string(), frames: z.number(), bytes: z.number() }),
]);

/** A code that this version does not know reads as it stands: interfaces have a default for it. */
const codeSchema = z.string().transform((code) => code as ErrorCode);

const progressSchema: z.ZodType<JobProgress> = z.object({
  done: z.number(),
  total: z.number(),
  unit: z.enum(JOB_UNITS),
  secondsLeft: z.number().nullable(),
});

const stateSchema: z.ZodType<JobState> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued') }),
  z.object({ status: z.literal('paused'), progress: progressSchema.nullable() }),
  z.object({ status: z.literal('done'), result: resultSchema }),
  z.object({ status: z.literal('failed'), code: codeSchema, message: z.string() }),
  z.object({ status: z.literal('cancelled') }),
]);

/** A running job is stored as a queued one: after a crash it starts over. */
export function storedState(state: JobState): string {
  return JSON.stringify(state.status === 'running' ? { status: 'queued' } : state);
}

/** @returns undefined where the row cannot be read by this version. */
export function jobOf({ id, spec, state, createdAt }: JobRow): Job | undefined {
  try {
    return {
      id,
      spec: jobSpecSchema.parse(JSON.parse(spec)),
      state: stateSchema.parse(JSON.parse(state)),
      createdAt,
    };
  } catch {
    return undefined;
  }
}

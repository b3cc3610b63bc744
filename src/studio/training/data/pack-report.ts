import { z } from 'zod';
import type { DataReport, RefusedReason } from '../../../shared/training.ts';

const REASONS = [
  'broken',
  'tiny',
  'duplicate',
  'unreadable',
  'format',
] as const satisfies readonly RefusedReason[];

/** A report as it is kept beside a pack, and in a run's record. */
export const reportSchema: z.ZodType<DataReport> = z.object({
  folder: z.string(),
  pictures: z.int().min(0),
  refused: z.record(z.enum(REASONS), z.int().min(0)),
  examples: z.array(z.object({ file: z.string(), reason: z.enum(REASONS), message: z.string() })),
  sha256: z.string(),
  side: z.int(),
});

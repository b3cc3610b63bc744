import { z } from 'zod';
import type { DataReport, RefusedReason } from '../../../shared/training.ts';

export const NONE_REFUSED: Readonly<Record<RefusedReason, number>> = {
  broken: 0,
  tiny: 0,
  large: 0,
  duplicate: 0,
  unreadable: 0,
  format: 0,
};

const count = z.int().min(0);
const reason = z.enum(Object.keys(NONE_REFUSED) as RefusedReason[]);

/** A report as it is kept beside a pack, and in a run's record; older ones know fewer reasons, and no other files. */
export const reportSchema: z.ZodType<DataReport> = z.object({
  folder: z.string(),
  pictures: count,
  refused: z.partialRecord(reason, count).transform((refused) => ({ ...NONE_REFUSED, ...refused })),
  examples: z.array(z.object({ file: z.string(), reason, message: z.string() })),
  others: z.array(z.object({ ending: z.string().nullable(), count })).default([]),
  sha256: z.string(),
  side: z.int(),
});

/** Figures of models on the disk, the last ones of each, by the hash of its weights: they survive a new name. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import { fileError } from '../../platform/file-error.ts';
import type { QualityReport } from '../../shared/quality.ts';

const againstFloor = z.object({ value: z.number(), floor: z.number() });

export const qualityReportShape = {
  pictures: z.int(),
  photographs: z.int(),
  swd: againstFloor,
  features: z
    .object({ fid: z.number(), kid: againstFloor, precision: againstFloor, recall: againstFloor })
    .nullable(),
  data: z.string(),
  seed: z.string(),
  at: z.number(),
};
const reportSchema: z.ZodType<QualityReport> = z.object(qualityReportShape);

/** @returns undefined where the model was not measured, or by a version whose figures mean something else. */
export async function readReport(dataFolder: string, sha256: string): Promise<QualityReport | undefined> {
  try {
    return reportSchema.parse(JSON.parse(await readFile(fileOf(dataFolder, sha256), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Keeps a report in place of the last one, but for one without features after one with them: those take longest.
 *
 * @throws {TrilemmaError} `file` where it cannot be written.
 */
export async function keepReport(dataFolder: string, sha256: string, report: QualityReport): Promise<void> {
  const path = fileOf(dataFolder, sha256);
  if (report.features === null && (await readReport(dataFolder, sha256))?.features) return;
  try {
    await makeFolder(dataFolderLayout(dataFolder).quality);
    await writeFileAtomically(path, `${JSON.stringify(report)}\n`);
  } catch (cause) {
    throw fileError(`The figures cannot be kept in ${path}`, cause);
  }
}

function fileOf(dataFolder: string, sha256: string): string {
  return join(dataFolderLayout(dataFolder).quality, `${sha256}.json`);
}

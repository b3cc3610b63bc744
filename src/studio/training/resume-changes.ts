/** With what a run can be resumed that it did not begin with. All else decides what it has learnt already. */
import { counted } from '../../shared/counted.ts';
import type { Device } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { TrainingRun } from '../../shared/training.ts';
import { checkFolder } from './data/find-files.ts';
import type { PackCache } from './data/pack-cache.ts';
import type { RunRecord } from './run-record.ts';

export interface ResumeChanges {
  /** In all, more than are done. The learning rates fall along their curve over the new number from here on. */
  readonly steps?: number | undefined;
  readonly device?: Device | undefined;
  /** Absolute path of the folder where the run's pictures are now. */
  readonly data?: string | undefined;
}

/** True if the run waits, or if it has ended and is given more steps than it took. */
export function isResumable(
  { state, step }: Pick<TrainingRun, 'state' | 'step'>,
  { steps = 0 }: ResumeChanges,
): boolean {
  const { status } = state;
  const isWaiting = status === 'paused' || status === 'failed';
  return isWaiting || ((status === 'done' || status === 'stopped') && steps > step);
}

/**
 * The run's record with the changes, for a run that has done `step` steps.
 *
 * @throws {TrilemmaError} `usage` where the steps are done already, or the pictures are others; `file` where the
 *   pictures cannot be read.
 */
export async function changedRecord(
  record: RunRecord,
  step: number,
  { steps, device, data }: ResumeChanges,
  packs: PackCache,
): Promise<RunRecord> {
  const { spec } = record;
  if (steps !== undefined && steps <= step) {
    throw new TrilemmaError(
      'usage',
      `${spec.name} has done ${counted(step, 'step')}: give it more than that in all.`,
    );
  }
  const settings = {
    ...spec.settings,
    ...(steps !== undefined && { steps }),
    ...(device !== undefined && { device }),
  };
  const moved = data === undefined || data === spec.data ? record : await movedData(record, data, packs);
  return { ...moved, spec: { ...moved.spec, settings } };
}

async function movedData(record: RunRecord, folder: string, packs: PackCache): Promise<RunRecord> {
  const { spec, data, networks } = record;
  await checkFolder(folder);
  const changed = { ...record, spec: { ...spec, data: folder } };
  // The run has not looked at its pictures yet.
  if (data === null) return changed;
  const options = { folder, side: networks.generator.imageSize, crop: spec.settings.crop };
  const { report, key } = await packs.of(options, new AbortController().signal, () => undefined);
  if (report.sha256 === data.sha256) return { ...changed, data: report, pack: key };
  throw new TrilemmaError(
    'usage',
    `The pictures in ${folder} are not those that ${spec.name} began with: give the folder of those, or start a new run.`,
  );
}

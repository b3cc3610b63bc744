/** How a run begins: as a record in a folder of its own, and a branch with its parent's past. */
import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import type { Params } from '../../shared/contract/requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { TrainingMetrics, TrainingSpec } from '../../shared/training.ts';
import type { RunFolder } from './run-folder.ts';
import { RunMetrics } from './run-metrics.ts';
import type { RunRecord } from './run-record.ts';

export function newRecord(
  spec: TrainingSpec,
  { networks, base }: Pick<RunRecord, 'networks' | 'base'>,
): RunRecord {
  return {
    version: 1,
    id: randomUUID(),
    spec,
    state: { status: 'queued' },
    data: null,
    pack: null,
    networks,
    base,
    parent: null,
    notices: [],
    rateFactor: 1,
    setbacks: 0,
    createdAt: Date.now(),
  };
}

/** @throws {TrilemmaError} `usage` where the parent has no such checkpoint, or the branch would be over at once. */
export async function branchRecord(
  parent: RunFolder,
  { id, step, spec }: Params<'training.branch'>,
): Promise<RunRecord> {
  const record = await parent.read();
  if (!(await parent.checkpoints()).includes(step)) {
    throw new TrilemmaError('usage', `There is no checkpoint of step ${step} to branch off from.`);
  }
  if (spec.settings.steps <= step) {
    throw new TrilemmaError(
      'usage',
      `The branch begins at step ${step}: give it more steps than that in all.`,
    );
  }
  return { ...newRecord({ ...spec, base: record.spec.base }, record), parent: { id, step } };
}

/** Copies into a branch the checkpoint of its parent that it begins with, and samples and metrics up to it. */
export async function copyPast(
  parent: RunFolder,
  branch: RunFolder,
  step: number,
  metrics: readonly TrainingMetrics[],
): Promise<void> {
  await cp(parent.checkpointPath(step), branch.checkpointPath(step));
  for (const sample of await parent.samples()) {
    if (sample <= step) await cp(parent.samplePath(sample), branch.samplePath(sample));
  }
  using own = new RunMetrics(branch.metricsPath);
  own.add(metrics.filter((row) => row.step <= step));
}

/** Estimates of the time and disk space that a run takes on this machine. */
import { statfs } from 'node:fs/promises';
import { EngineClient, type StartEngine } from '../../engine/client.ts';
import { byteSize } from '../../shared/byte-size.ts';
import type { TrainingEstimate, TrainingSettings } from '../../shared/training.ts';
import type { Networks } from './run-record.ts';

/** @param folder an existing one, on the disk that runs are written to. */
export async function estimateRun(
  networks: Networks,
  settings: TrainingSettings,
  {
    startEngine,
    folder,
    signal,
  }: {
    readonly startEngine: StartEngine | undefined;
    readonly folder: string;
    readonly signal: AbortSignal;
  },
): Promise<TrainingEstimate> {
  using engine = new EngineClient({ ...(startEngine && { start: startEngine }), forTraining: true });
  const plan = { ...networks, settings };
  const measure = await engine.request('measureTraining', { plan }, { signal });
  const { bavail, bsize } = await statfs(folder);
  const diskBytes = checkpointsKept(settings) * measure.checkpointBytes;
  const freeDiskBytes = bavail * bsize;
  return {
    secondsPerStep: measure.secondsPerStep,
    seconds: measure.secondsPerStep * settings.steps,
    memoryBytes: measure.memoryBytes,
    freeBytes: measure.freeBytes,
    diskBytes,
    freeDiskBytes,
    refusal: measure.refusal ?? diskRefusal(diskBytes, freeDiskBytes),
  };
}

/** The last ones, the one that is being written, and each so many-th. */
function checkpointsKept({ steps, checkpointEvery, keepLast, keepEvery }: TrainingSettings): number {
  const all = Math.ceil(steps / checkpointEvery);
  return Math.min(all, keepLast + Math.floor(all / keepEvery)) + 1;
}

function diskRefusal(needed: number, free: number): string | null {
  if (needed <= free) return null;
  return `The checkpoints would take ${byteSize(needed)} of the disk, and ${byteSize(free)} are free: keep fewer of them, or make room.`;
}

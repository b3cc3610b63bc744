/** Stores the progress that a run's process reports. */
import type { TrainProgress } from '../../engine/training/protocol.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { contactGrid } from '../pictures/grid.ts';
import { encodePng, toPixels } from '../pictures/pixels.ts';
import { markAsGenerated } from '../pictures/recipe-in-png.ts';
import type { LiveRun } from './live-run.ts';
import type { RunMetrics } from './run-metrics.ts';

/** Metrics that wait for a checkpoint, at most. */
const MOST_PENDING = 1000;

/**
 * A checkpoint gets its name when the metrics up to it are on the disk: so a run that goes on from it has every step's.
 *
 * @throws {TrilemmaError} `file`, also where the disk is full.
 */
export async function takeProgress(
  run: LiveRun,
  metrics: RunMetrics,
  progress: TrainProgress,
): Promise<void> {
  const { folder, record } = run;
  const { settings } = record.spec;
  switch (progress.kind) {
    case 'step':
      run.stepped(progress.metrics);
      if (run.pending.length >= MOST_PENDING) metrics.add(run.takePending());
      return;
    case 'checkpoint':
      metrics.add(run.takePending());
      await folder.commit(progress.path, progress.step);
      await folder.prune({ last: settings.keepLast, every: settings.keepEvery * settings.checkpointEvery });
      return run.listFiles();
    case 'samples': {
      const { imageSize } = record.networks.generator;
      const pictures = progress.pictures.map((data) => {
        const area = imageSize ** 2;
        return toPixels({ channels: data.length / area, height: imageSize, width: imageSize, data });
      });
      const png = markAsGenerated(await encodePng(contactGrid(pictures)));
      await writeFileAtomically(folder.samplePath(progress.step), png);
      return run.listFiles();
    }
  }
}

/**
 * Kills the process that trains at random points, and goes on, until the run is done; its losses must be those of a run
 * that nobody disturbed:
 *
 *     npm run fuzz:training -- [--kills N] [--steps N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type EngineConnection, forkEngine } from '../../../engine/client.ts';
import { folderOfPictures, tinySpec, trainingRuns } from './training-means.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '20' }, steps: { type: 'string', default: '400' } },
});
const steps = Number(values.steps);
/** A process is killed within so long of its first step. */
const LATEST_KILL_MS = 3000;

const root = mkdtempSync(join(tmpdir(), 'trilemma-fuzz-'));
try {
  const data = await folderOfPictures(root, 7);
  const spec = tinySpec(data, { steps, checkpointEvery: 7, sampleEvery: 50, augmentation: 'adaptive' });
  await using calm = await trainingRuns(join(root, 'calm'));
  const expected = await calm.losses((await calm.untilIdle(await calm.runs.start(spec))).id);

  let latest: EngineConnection | undefined;
  await using harried = await trainingRuns(join(root, 'harried'), {
    startEngine: (listener, environment) => {
      latest = forkEngine(listener, environment);
      return latest;
    },
  });
  const id = await harried.runs.start(spec);
  let kills = 0;
  let run = await harried.now(id);
  while (run.state.status !== 'done') {
    if (kills < Number(values.kills)) {
      await harried.stepTold(id, run.step + 1);
      await sleep(Math.random() * LATEST_KILL_MS);
      process.kill(latest!.pid!, 'SIGKILL');
      kills++;
    }
    run = await harried.untilIdle(id);
    console.log(`kill ${kills}: ${run.state.status} at step ${run.step}`);
    if (run.state.status === 'failed') await harried.runs.resume(id);
  }
  const actual = await harried.losses(id);
  const same = JSON.stringify(actual) === JSON.stringify(expected);
  console.log(
    `${kills} kills, ${actual.length} of ${expected.length} steps, losses ${same ? 'equal' : 'DIFFER'}`,
  );
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

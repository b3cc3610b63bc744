/**
 * Kills the process that trains at random points, and goes on, until the run is done; its losses must be those of a run
 * that nobody disturbed:
 *
 *     npm run fuzz:training -- [--kills N] [--steps N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { forkEngine, type StartEngine } from '../../../engine/client.ts';
import { folderOfPictures, tinySpec, trainingRuns } from './training-dependencies.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '20' }, steps: { type: 'string', default: '1000' } },
});
const steps = Number(values.steps);
/** A process is killed after so many messages at most: steps, checkpoints and samples. */
const MOST_MESSAGES = 60;

const root = mkdtempSync(join(tmpdir(), 'trilemma-fuzz-'));
try {
  const data = await folderOfPictures(root, 7);
  const spec = tinySpec(data, { steps, checkpointEvery: 7, sampleEvery: 50, augmentation: 'adaptive' });
  await using calm = await trainingRuns(join(root, 'calm'));
  const expected = await calm.losses((await calm.untilIdle(await calm.runs.start(spec))).id);

  let kills = 0;
  const startEngine: StartEngine = (listener, environment) => {
    let left = Math.ceil(Math.random() * MOST_MESSAGES);
    const connection = forkEngine(
      {
        ...listener,
        onMessage: (message) => {
          listener.onMessage(message);
          if (message.kind !== 'progress' || --left !== 0 || kills === Number(values.kills)) return;
          kills++;
          process.kill(connection.pid!, 'SIGKILL');
        },
      },
      environment,
    );
    return connection;
  };
  await using harried = await trainingRuns(join(root, 'harried'), { startEngine });
  const id = await harried.runs.start(spec);
  let run = await harried.untilIdle(id);
  while (run.state.status === 'failed') {
    console.log(`${run.state.message} Resumed at step ${run.step}, after ${kills} kills.`);
    await harried.runs.resume(id);
    run = await harried.untilIdle(id);
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

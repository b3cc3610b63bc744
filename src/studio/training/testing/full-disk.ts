/**
 * A run on a disk that fills up and is made room on, for the test that mounts one:
 *
 *     node full-disk.ts DATA_FOLDER PICTURES
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../../../platform/file-error.ts';
import { tinySpec, trainingRuns } from './training-dependencies.ts';

const [dataFolder, pictures] = process.argv.slice(2);
const filler = join(dataFolder!, 'filler');
await using home = await trainingRuns(dataFolder!);
const id = await home.runs.start(tinySpec(pictures!, { steps: 40, checkpointEvery: 5, sampleEvery: 40 }));
await home.stepTold(id, 6);
fillUp();
const full = await home.untilIdle(id);
rmSync(filler);
await home.runs.resume(id);
const { state } = await home.untilIdle(id);
console.log(JSON.stringify({ full: full.state, then: state, losses: await home.losses(id) }));

function fillUp(): void {
  const file = openSync(filler, 'w');
  try {
    for (let bytes = 2 ** 20; bytes > 0;) {
      try {
        writeSync(file, Buffer.alloc(bytes));
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        bytes >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
}

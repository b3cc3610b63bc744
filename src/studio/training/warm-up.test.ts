/** A base without its discriminator: a new one learns alone at first. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { RunFolder } from './run-folder.ts';
import { folderOfPictures, tinySpec, trainingRuns } from './testing/training-dependencies.ts';

/** Values of a checkpoint's tensors whose names begin so, without that. */
function read(path: string, prefix: string): ReadonlyMap<string, Float32Array> {
  using source = openFileSource(path);
  const checkpoint = openCheckpoint(source);
  const names = [...checkpoint.tensors.keys()].filter((name) => name.startsWith(prefix));
  return new Map(names.map((name) => [name.slice(prefix.length), checkpoint.float32(name)]));
}

it('leaves the generator as it was while a new discriminator learns alone, and says so', async () => {
  const root = temporaryFolder();
  const settings = { steps: 20, checkpointEvery: 1, sampleEvery: 20, keepLast: 20 };
  const spec = tinySpec(await folderOfPictures(root, 3), settings);
  await using home = await trainingRuns(join(root, 'data'));
  const run = await home.untilIdle(await home.runs.start(spec));
  expect(run).toMatchObject({ aloneSteps: 2, state: { status: 'done' } });

  const folder = new RunFolder(join(root, 'data', 'training', run.id));
  const at = (step: number, prefix: string) => read(folder.checkpointPath(step), prefix);
  const base = read(join(root, 'data', 'base.safetensors'), 'module.');
  expect(at(2, 'G.')).toEqual(base);
  expect(at(2, 'ema.')).toEqual(base);
  expect(at(2, 'D.')).not.toEqual(at(1, 'D.'));
  expect(at(3, 'G.')).not.toEqual(base);
  const rates = (await home.runs.metrics(run.id, -1)).map(({ rateG }) => rateG > 0);
  expect(rates.slice(0, 4)).toEqual([false, false, true, true]);
});

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { RunState } from '../../shared/training.ts';
import { folderOfPictures, tinySpec, trainingRuns } from './testing/training-dependencies.ts';

/** A file system of the process's own, where the system lets one be mounted. */
const ON_SMALL_DISK = [
  '-Urm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=32m none "$1" && shift && exec "$@"',
  'sh',
];
const canMount = spawnSync('unshare', [...ON_SMALL_DISK, import.meta.dirname, 'true']).status === 0;

it.skipIf(!canMount)('rests while the disk is full, and goes on to the same losses', async () => {
  const root = temporaryFolder();
  const pictures = await folderOfPictures(root, 4);
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const script = join(import.meta.dirname, 'testing', 'full-disk.ts');
  const { stdout, stderr } = spawnSync(
    'unshare',
    [...ON_SMALL_DISK, disk, process.execPath, script, disk, pictures],
    { encoding: 'utf8' },
  );
  expect(stdout, stderr).not.toBe('');
  const { full, then, losses } = JSON.parse(stdout) as {
    full: RunState;
    then: RunState;
    losses: unknown;
  };
  expect(full).toMatchObject({ status: 'paused', reason: 'disk-full' });
  expect(then).toEqual({ status: 'done' });
  await using unbroken = await trainingRuns(join(root, 'unbroken'));
  const spec = tinySpec(pictures, { steps: 40, checkpointEvery: 5, sampleEvery: 40 });
  const { id } = await unbroken.untilIdle(await unbroken.runs.start(spec));
  expect(losses).toEqual(await unbroken.losses(id));
});

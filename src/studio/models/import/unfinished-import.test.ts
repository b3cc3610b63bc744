import { spawnSync } from 'node:child_process';
import { mkdirSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../../../platform/testing/folders.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { makeImportFolder, removeUnfinishedImports } from './unfinished-import.ts';

const DAY = 24 * 60 * 60;

/** The folder of an import, renamed as that of another process or machine. */
function another(folder: string, change: { pid?: number; machine?: string }): string {
  const [, machine = '', pid = '', random = ''] = /^\.import-(.*)-(.*)-(.*)$/.exec(basename(folder)) ?? [];
  const name = `.import-${change.machine ?? machine}-${change.pid ?? pid}-${random}`;
  mkdirSync(join(dirname(folder), name));
  return name;
}

/** The process ID of a process that is no more. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('removeUnfinishedImports', () => {
  it('keeps the imports of running processes, and removes those of dead ones', async () => {
    const models = temporaryFolder();
    const { path: running } = await makeImportFolder(models);
    another(running, { pid: deadProcess() });
    await removeUnfinishedImports(models);
    expect(entries(models)).toEqual([basename(running)]);
  });

  it('removes whatever is older than a day', async () => {
    const models = temporaryFolder();
    const { path: running } = await makeImportFolder(models);
    const time = Date.now() / 1000 - DAY - 60;
    utimesSync(running, time, time);
    await removeUnfinishedImports(models);
    expect(entries(models)).toEqual([]);
  });

  it('keeps the imports of other machines, whose processes it cannot ask after', async () => {
    const models = temporaryFolder();
    const { path: running } = await makeImportFolder(models);
    const foreign = another(running, { pid: deadProcess(), machine: '00000000' });
    await removeUnfinishedImports(models);
    expect(entries(models)).toContain(foreign);
  });

  it('touches nothing else', async () => {
    const models = temporaryFolder();
    const names = ['.hidden', '.import-', '.import-1', 'faces'];
    for (const name of names) {
      mkdirSync(join(models, name));
      utimesSync(join(models, name), 0, 0);
    }
    await removeUnfinishedImports(models);
    expect(entries(models)).toEqual(names.sort());
  });

  it('has nothing to do where there is no folder', async () => {
    await removeUnfinishedImports(join(temporaryFolder(), 'none'));
  });
});

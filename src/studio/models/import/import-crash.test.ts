/** Imports that are killed, as by a power cut of the process: afterwards the library is whole. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../../../platform/testing/folders.ts';
import { librariesIn } from '../../testing/libraries.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { writeTinyCheckpoint } from '../../testing/tiny-checkpoint.ts';
import { verifyModel } from '../check.ts';
import { importModel } from './import.ts';
import { listModels } from '../list-models.ts';
import type { ModelFolders } from '../model-folders.ts';

/**
 * An import that kills itself with SIGKILL right before its `crashAt`-th change to the disk. Prints the changes
 * that it came to.
 */
const crashingImport = `
  import fs from 'node:fs/promises';
  import { writeSync } from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const [module, checkpoint, bundled, imported, crashAt] = process.argv.slice(1);
  let changes = 0;
  const change = (name, original) =>
    async function (...args) {
      writeSync(1, name + ' ');
      if (++changes === Number(crashAt)) process.kill(process.pid, 'SIGKILL');
      return original.apply(this, args);
    };
  const handle = await fs.open(process.execPath);
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['mkdir', 'open', 'rename', 'rm']) fs[name] = change(name, fs[name]);
  for (const name of ['writeFile', 'sync']) prototype[name] = change(name, prototype[name]);
  syncBuiltinESMExports();
  const { importModel } = await import(module);
  await importModel(checkpoint, { bundled, imported }, {});
`;

interface Outcome {
  readonly signal: string | null;
  readonly changes: readonly string[];
}

async function runImport(checkpoint: string, folders: ModelFolders, crashAt: number): Promise<Outcome> {
  const module = new URL('./import.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      crashingImport,
      module,
      checkpoint,
      folders.bundled,
      folders.imported,
      String(crashAt),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { signal, changes: output.trim().split(' ') };
}

/** A library, and a checkpoint with few tensors beside it. */
function setUp() {
  const root = temporaryFolder();
  const checkpoint = join(root, 'tiny.safetensors');
  writeTinyCheckpoint(checkpoint, { steps: 2 });
  return { checkpoint, folders: librariesIn(root) };
}

/** After a crash: no model or a whole one, and the next import tidies up. */
async function expectWhole(checkpoint: string, folders: ModelFolders): Promise<boolean> {
  const { models, damaged } = await listModels(folders);
  expect(damaged).toEqual([]);
  for (const model of models) await verifyModel(model);
  const { added, model } = await importModel(checkpoint, folders);
  expect(added).toBe(models.length === 0);
  await verifyModel(model);
  expect(entries(folders.imported)).toEqual(['tiny']);
  return models.length === 1;
}

describe('an import that is killed', () => {
  it('leaves the library whole, wherever it dies', async () => {
    const { checkpoint, folders } = setUp();
    const whole = await runImport(checkpoint, folders, Infinity);
    expect(whole.signal).toBeNull();
    const { changes: all } = whole;
    const renamed = all.indexOf('rename') + 1;
    const cardWritten = all.lastIndexOf('writeFile') + 1;
    // What a power cut could lose is on the disk before the rename, and the rename before the import returns.
    if (process.platform !== 'win32') {
      const end = all.slice(all.lastIndexOf('mkdir') + 1).filter((change) => change !== 'open');
      expect(end.filter((change, index) => change !== end[index - 1] || change !== 'writeFile')).toEqual([
        'writeFile',
        'sync',
        'writeFile',
        'sync',
        'sync',
        'rename',
        'sync',
      ]);
    }
    const points = {
      'before its folder': all.lastIndexOf('mkdir') + 1,
      'with an empty file': all.indexOf('writeFile') + 1,
      'in the middle of the weights': Math.floor(cardWritten / 2),
      'with the weights, without a card': cardWritten - 1,
      'with an empty card': cardWritten,
      'before the rename': renamed,
      'after the rename': renamed + 1,
      'at its end': all.length,
    };

    const survived = await Promise.all(
      Object.entries(points).map(async ([name, point]) => {
        const { checkpoint: path, folders: library } = setUp();
        const { signal, changes } = await runImport(path, library, point);
        expect([signal, changes.length]).toEqual(['SIGKILL', point]);
        return [name, point > renamed, await expectWhole(path, library)] as const;
      }),
    );
    // The rename is what adds the model: before it there is none, after it there is.
    for (const [name, expected, exists] of survived) expect([name, exists]).toEqual([name, expected]);
  });

  it('is no hindrance to others that run at the same time', async () => {
    const { checkpoint, folders } = setUp();
    const outcomes = await Promise.all(
      [Infinity, 12, Infinity, 20, Infinity].map((crashAt) => runImport(checkpoint, folders, crashAt)),
    );
    expect(outcomes.map(({ signal }) => signal)).toEqual([null, 'SIGKILL', null, 'SIGKILL', null]);
    expect(await expectWhole(checkpoint, folders)).toBe(true);
  });
});

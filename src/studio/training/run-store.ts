/** The folder of all runs, and each of them as it is on the disk. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../platform/file-error.ts';
import { emptyTrash, moveIntoTrash } from '../../platform/trash.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { isUnderWay, type TrainingRun, type RunState } from '../../shared/training.ts';
import { lockFile } from '../database/lock.ts';
import { CLOSED } from './execute-run.ts';
import { filesOf, runOf } from './live-run.ts';
import { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

const ID = /^[\da-f-]{36}$/;

export class RunStore {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async ids(): Promise<readonly string[]> {
    const names = await readdir(this.path).catch((): string[] => []);
    return names.filter((name) => ID.test(name));
  }

  /** Where a run would be. */
  folder(id: string): RunFolder {
    return new RunFolder(join(this.path, id));
  }

  /** @throws {TrilemmaError} `usage` where there is no such run. */
  async existing(id: string): Promise<RunFolder> {
    const folder = this.folder(id);
    const known = ID.test(id) && (await stat(folder.path).catch(() => undefined)) !== undefined;
    if (known) return folder;
    throw new TrilemmaError('usage', 'There is no such run any more.');
  }

  /** @throws {TrilemmaError} `file`. */
  async make(record: RunRecord): Promise<RunFolder> {
    const folder = this.folder(record.id);
    try {
      await folder.make();
      await folder.write(record);
      return folder;
    } catch (cause) {
      throw fileError(`A run cannot be begun in ${this.path}`, cause);
    }
  }

  /**
   * A run that is not computed here; one that nobody computes is paused, whatever was written down last.
   * @param end how it ended, where that is not written down.
   */
  async read(id: string, end?: RunState): Promise<TrainingRun> {
    const folder = await this.existing(id);
    const record = await folder.read();
    const files = await filesOf(folder);
    const state = end ?? idleState(folder, record);
    return runOf(record, { ...files, step: files.checkpoints.at(-1) ?? 0, state });
  }

  /** @throws {TrilemmaError} `file`. */
  async remove(id: string): Promise<void> {
    await moveIntoTrash(this.path, id).catch((cause: unknown) => {
      throw fileError('The run cannot be removed', cause);
    });
    await emptyTrash(this.path);
  }
}

function idleState(folder: RunFolder, { state }: RunRecord): RunState {
  if (!isUnderWay(state)) return state;
  using lock = lockFile(folder.lockPath);
  return lock === undefined ? state : { status: 'paused', reason: 'closed', message: CLOSED };
}

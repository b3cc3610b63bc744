import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import type { Job } from '../../shared/job.ts';
import type { EventHub } from '../interface/event-hub.ts';

/** Where jobs keep what they have done so far: a folder each, until the job is done or dismissed. */
export class JobFolders {
  readonly #root: string;

  constructor(dataFolder: string) {
    this.#root = dataFolderLayout(dataFolder).jobs;
  }

  /** The job's folder, which is there then. @throws {TrilemmaError} `file` where it cannot be made. */
  async of(id: string): Promise<string> {
    const folder = join(this.#root, id);
    try {
      await makeFolder(folder);
    } catch (cause) {
      throw fileError(`${folder} cannot be made`, cause);
    }
    return folder;
  }

  /** Removes the folders of all but these jobs, and of those that are done. */
  async sweep(jobs: readonly Job[]): Promise<void> {
    const needed = new Set(jobs.filter((job) => !isDone(job)).map(({ id }) => id));
    const ids = await readdir(this.#root).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return [];
      throw fileError(`${this.#root} cannot be read`, cause);
    });
    await Promise.all(ids.filter((id) => !needed.has(id)).map((id) => this.#remove(id)));
  }

  /** From now on, removes the folder of each job that comes to be done or is dismissed. */
  follow(events: EventHub): void {
    events.listen((event) => {
      if (event.name === 'job-removed') void this.#remove(event.payload.id);
      else if (event.name === 'job' && isDone(event.payload)) void this.#remove(event.payload.id);
    });
  }

  /** A folder that cannot be removed is left to a later {@link sweep}. */
  async #remove(id: string): Promise<void> {
    await rm(join(this.#root, id), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isDone({ state }: Job): boolean {
  return state.status === 'done';
}

/** A run's folder: its record, its checkpoints and sample sheets, each named by its step. */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { makeFolder, syncFolder } from '../../platform/durable-folder.ts';
import { fileError } from '../../platform/file-error.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { type RunRecord, runRecordSchema } from './run-record.ts';

const RECORD = 'run.json';
const DIGITS = 8;

interface StepFiles {
  readonly folder: string;
  readonly ending: string;
}

export class RunFolder {
  readonly path: string;
  readonly #checkpoints: StepFiles;
  readonly #samples: StepFiles;

  constructor(path: string) {
    this.path = path;
    this.#checkpoints = { folder: join(path, 'checkpoints'), ending: '.safetensors' };
    this.#samples = { folder: join(path, 'samples'), ending: '.png' };
  }

  async make(): Promise<void> {
    await makeFolder(this.#checkpoints.folder);
    await makeFolder(this.#samples.folder);
  }

  /** @throws {TrilemmaError} `file` where it cannot be read, or is not a record that this version writes. */
  async read(): Promise<RunRecord> {
    const path = join(this.path, RECORD);
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw fileError(`${path} cannot be read`, cause);
    });
    const parsed = runRecordSchema.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    throw new TrilemmaError('file', `${path} is damaged, or of another version of Trilemma Studio.`);
  }

  async write(record: RunRecord): Promise<void> {
    await writeFileAtomically(join(this.path, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  }

  get metricsPath(): string {
    return join(this.path, 'metrics.sqlite');
  }

  get lockPath(): string {
    return join(this.path, 'run.lock');
  }

  /** Where new checkpoints are written to, under names of their own. */
  get checkpointFolder(): string {
    return this.#checkpoints.folder;
  }

  checkpointPath(step: number): string {
    return pathOf(this.#checkpoints, step);
  }

  samplePath(step: number): string {
    return pathOf(this.#samples, step);
  }

  /** Ascending. */
  checkpoints(): Promise<readonly number[]> {
    return stepsIn(this.#checkpoints);
  }

  /** Ascending. */
  samples(): Promise<readonly number[]> {
    return stepsIn(this.#samples);
  }

  /** Gives a written checkpoint its name, durably. */
  async commit(written: string, step: number): Promise<void> {
    await rename(written, this.checkpointPath(step));
    await syncFolder(this.#checkpoints.folder);
  }

  /** Removes all but the last so many checkpoints, and each so many-th step's. */
  async prune({ last, every }: { readonly last: number; readonly every: number }): Promise<void> {
    const steps = await this.checkpoints();
    for (const step of steps.slice(0, -last)) {
      if (step % every !== 0) await rm(this.checkpointPath(step), { force: true });
    }
  }

  /** Forgets what came after a step, and what a crash left half done. */
  async backTo(step: number): Promise<void> {
    for (const sample of await this.samples()) {
      if (sample > step) await rm(this.samplePath(sample), { force: true });
    }
    for (const name of await readdir(this.#checkpoints.folder)) {
      if (name.startsWith('.')) await rm(join(this.#checkpoints.folder, name), { force: true });
    }
  }
}

function pathOf({ folder, ending }: StepFiles, step: number): string {
  return join(folder, `${String(step).padStart(DIGITS, '0')}${ending}`);
}

async function stepsIn({ folder, ending }: StepFiles): Promise<readonly number[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const steps = names
    .filter((name) => /^\d+\./.test(name) && name.endsWith(ending))
    .map((name) => parseInt(name, 10));
  return steps.sort((a, b) => a - b);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

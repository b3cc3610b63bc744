/** Folders that appear as a whole or not at all: filled under a temporary name, then renamed. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TrilemmaError } from '../shared/errors.ts';
import { type FileContent, writeDurably } from './atomic-write.ts';
import { makeFolder, syncFolder } from './durable-folder.ts';
import { fileError, systemCode } from './file-error.ts';
import { removedOnExit } from './on-exit.ts';

/** A folder under a temporary name. Disposed of before it was moved, it is removed; so it is where the process ends. */
export class UnfinishedFolder implements AsyncDisposable {
  readonly path: string;
  readonly #removal: Disposable;
  /** It and those in it. */
  readonly #folders: Set<string>;
  #isFinished = false;

  private constructor(path: string) {
    this.path = path;
    this.#removal = removedOnExit(path);
    this.#folders = new Set([path]);
  }

  /** @param path absolute; nothing is there. */
  static async make(path: string): Promise<UnfinishedFolder> {
    await makeFolder(dirname(path));
    await mkdir(path);
    return new UnfinishedFolder(path);
  }

  /** Writes a new file, durably. @param name relative, with slashes. */
  async write(name: string, content: FileContent): Promise<void> {
    const file = join(this.path, ...name.split('/'));
    const folder = dirname(file);
    if (!this.#folders.has(folder)) await makeFolder(folder);
    this.#folders.add(folder);
    await writeDurably(file, content);
  }

  /** Gives the folder its name, durably. @param target beside it; nothing is there, or an empty folder. */
  async moveTo(target: string): Promise<void> {
    for (const folder of this.#folders) await syncFolder(folder);
    await rmdir(target).catch((cause: unknown) => {
      if (systemCode(cause) !== 'ENOENT') throw cause;
    });
    await rename(this.path, target);
    this.#isFinished = true;
    await syncFolder(dirname(target));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#removal[Symbol.dispose]();
    if (this.#isFinished) return;
    // The error that led here matters more than one of the removal.
    await rm(this.path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A temporary name beside a path. @param id the same for each try to write the same, so that one tidies up after another. */
export function temporaryBeside(path: string, id: string = randomUUID()): string {
  return join(dirname(resolve(path)), `.trilemma-${id}.tmp`);
}

/**
 * Writes a folder as a whole or not at all.
 *
 * @param path nothing is there yet, or an empty folder.
 * @param id as for {@link temporaryBeside}: what an earlier try left is removed.
 * @throws {TrilemmaError} `file` where it cannot be written, or is in use; whatever `fill` throws. Nothing is left then.
 */
export async function writeFolder<T>(
  path: string,
  fill: (folder: UnfinishedFolder) => Promise<T>,
  id?: string,
): Promise<T> {
  try {
    const target = resolve(path);
    await checkUnused(target);
    const temporary = temporaryBeside(target, id);
    await rm(temporary, { recursive: true, force: true });
    await using folder = await UnfinishedFolder.make(temporary);
    const result = await fill(folder);
    await folder.moveTo(target);
    return result;
  } catch (cause) {
    throw fileError(`The folder ${path} cannot be written`, cause);
  }
}

async function checkUnused(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw inTheWay(path, 'a file of that name is there');
    if ((await readdir(path)).length > 0) throw inTheWay(path, 'there is something in it');
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw cause;
  }
}

function inTheWay(path: string, why: string): TrilemmaError {
  return new TrilemmaError(
    'file',
    `The folder ${basename(path)} cannot be written: ${why}. Choose an empty folder or a new name.`,
  );
}

/** Packs are kept: the same pictures at the same size are decoded once. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { UnfinishedFolder } from '../../../platform/atomic-folder.ts';
import { makeFolder } from '../../../platform/durable-folder.ts';
import { fileError } from '../../../platform/file-error.ts';
import { OnceAtATime } from '../../../platform/once-at-a-time.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { findFiles, type FoundFile, type FoundFiles } from './find-files.ts';
import { makePack, type Making, type Pack, type PackOptions, readPack } from './pack.ts';

/** A pack that nobody has asked for in so long goes. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** No pack takes as long to make: what began before is what a crash left. */
const LONGEST_MAKING_MS = 24 * 60 * 60 * 1000;

/** Counted up where the same files give other crops than before. */
const READING = 2;

const MAKING = '.making-';

export interface CachedPack extends Pack {
  /** Key for {@link PackCache.get}. */
  readonly key: string;
}

export class PackCache {
  readonly #folder: string;
  readonly #making = new OnceAtATime<CachedPack>();

  /** @param folder absolute; made where it does not exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A pack that was made before; undefined where it is gone. */
  async get(key: string): Promise<CachedPack | undefined> {
    const folder = join(this.#folder, key);
    const pack = await readPack(folder);
    if (pack === undefined) return undefined;
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined);
    return { ...pack, key };
  }

  /**
   * The pack of a folder as it is now, made where there is none.
   *
   * @throws {TrilemmaError} `usage`, `file`, `disk-full`, `cancelled`.
   */
  async of(
    options: PackOptions,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<CachedPack> {
    const { folder } = options;
    if (!isAbsolute(folder)) {
      throw new TrilemmaError(
        'usage',
        `${folder} is not a whole path: name the folder of pictures from its root.`,
      );
    }
    const found = await findFiles(folder, signal);
    const key = keyOf(options, found.files);
    const known = await this.get(key);
    if (known !== undefined) return known;
    try {
      return await this.#making.run(key, () => this.#make(key, options, found, { signal, onProgress }));
    } catch (cause) {
      const isOthersCancel = cause instanceof TrilemmaError && cause.code === 'cancelled' && !signal.aborted;
      if (isOthersCancel) return await this.of(options, signal, onProgress);
      throw fileError(`The pictures of ${folder} cannot be packed into ${this.#folder}`, cause);
    }
  }

  async #make(key: string, options: PackOptions, found: FoundFiles, making: Making): Promise<CachedPack> {
    await makeFolder(this.#folder);
    await this.#removeOld();
    await using folder = await UnfinishedFolder.make(join(this.#folder, `${MAKING}${randomUUID()}`));
    await makePack(folder.path, options, found, making);
    // One that is there already is damaged.
    await rm(join(this.#folder, key), { recursive: true, force: true });
    await folder.moveTo(join(this.#folder, key));
    const made = await this.get(key);
    if (made !== undefined) return made;
    throw new TrilemmaError('file', `The pack of ${options.folder} went as soon as it was made: try again.`);
  }

  async #removeOld(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const time = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
      // A time in the future is of a clock that was wrong, and would keep it for ever.
      const age = Math.abs(Date.now() - time);
      if (age <= (name.startsWith(MAKING) ? LONGEST_MAKING_MS : KEPT_MS)) continue;
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** Follows from the folder's place, what lies in it, and how it is cropped. */
function keyOf({ folder, side, crop }: PackOptions, files: readonly FoundFile[]): string {
  const hash = createHash('sha256').update(JSON.stringify([READING, folder, side, crop]));
  for (const { file, bytes, modifiedMs } of files) hash.update(JSON.stringify([file, bytes, modifiedMs]));
  return hash.digest('hex').slice(0, 32);
}

/** Which files there are, held against those that there should be. */
import { readdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, systemCode } from '../../../platform/file-error.ts';
import { fileOfName, folderOfName, picturesFolder, type StoredFile } from './stored-file.ts';

/** The names in each of the folders. */
export type FolderListing = readonly { readonly folder: string; readonly names: readonly string[] }[];

const FOLDER = /^[\da-f]{2}$/;
/** Names of unfinished files, which a crash leaves behind; the number is the id of the process that wrote it. */
const UNFINISHED = /^\.trilemma-(?:(?<pid>\d+)-)?.*\.tmp$/;

/** The names in the folders; no file is opened. @throws {TrilemmaError} `file`. */
export async function listStore(dataFolder: string): Promise<FolderListing> {
  const pictures = picturesFolder(dataFolder);
  // Nothing waits up to here: the disk lists all folders while the caller blocks this thread with other work.
  return Promise.all(
    foldersIn(pictures).map(async (folder) => ({ folder, names: await namesIn(join(pictures, folder)) })),
  );
}

/**
 * What should be there and is not, and what is and should not be. What unfinished writing left is removed, unless its
 * writer still runs.
 *
 * @param known names of the files that should be there, in any order.
 */
export async function compareListing(
  dataFolder: string,
  listing: FolderListing,
  known: readonly string[],
): Promise<{ readonly missing: readonly StoredFile[]; readonly strays: readonly StoredFile[] }> {
  const expected = Map.groupBy(known, folderOfName);
  const missing: string[] = [];
  const strays: StoredFile[] = [];
  for (const { folder, names } of listing) {
    const [absent, extra] = differences((expected.get(folder) ?? []).sort(), names.toSorted());
    expected.delete(folder);
    missing.push(...absent);
    for (const name of extra) {
      const file = fileOfName(name);
      if (file !== undefined && folderOfName(name) === folder) strays.push(file);
      else await removeUnfinished(join(picturesFolder(dataFolder), folder), name);
    }
  }
  for (const names of expected.values()) missing.push(...names);
  return { missing: missing.flatMap((name) => fileOfName(name) ?? []), strays };
}

/** Sorted lists are walked side by side: several times as fast as a set of 100,000 names. */
function differences(
  a: readonly string[],
  b: readonly string[],
): readonly [onlyInA: readonly string[], onlyInB: readonly string[]] {
  const onlyInA: string[] = [];
  const onlyInB: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left === right) {
      i += 1;
      j += 1;
    } else if (right === undefined || (left !== undefined && left < right)) {
      onlyInA.push(a[i++]!);
    } else {
      onlyInB.push(b[j++]!);
    }
  }
  return [onlyInA, onlyInB];
}

async function removeUnfinished(folder: string, file: string): Promise<void> {
  const unfinished = UNFINISHED.exec(file);
  if (unfinished === null) return;
  const pid = unfinished.groups?.pid;
  if (pid === undefined || !runs(Number(pid))) await rm(join(folder, file), { force: true });
}

/** True if another process with this id runs. This process itself has no unfinished file when the store is listed. */
function runs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return systemCode(cause) === 'EPERM';
  }
}

function foldersIn(pictures: string): readonly string[] {
  try {
    return readdirSync(pictures).filter((name) => FOLDER.test(name));
  } catch (cause) {
    return noneIfMissing(pictures, cause);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    return noneIfMissing(folder, cause);
  }
}

function noneIfMissing(folder: string, cause: unknown): readonly string[] {
  if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return [];
  throw fileError(`The pictures in ${folder} cannot be listed`, cause);
}

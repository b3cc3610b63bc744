/** Folders whose entries survive a power cut: a rename is on the disk only when its folder is. */
import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from '../platform/file-error.ts';
import { assertHeld } from './held-folders.ts';

/** Waits until the entries of a folder are on the disk. Windows has no such call, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (cause) {
    // Some network file systems refuse it for folders.
    if (systemCode(cause) !== 'EINVAL' && systemCode(cause) !== 'ENOTSUP') throw cause;
  } finally {
    await folder.close();
  }
}

/**
 * Makes a folder, and those above it, where they do not exist yet. Unlike mkdir's own recursion, it fails with the
 * disk's reason: on a read-only file system, that one says that the folder does not exist.
 *
 * @throws TrilemmaError 'data-gone' where a folder that is held is missing ({@link assertHeld}).
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  assertHeld(folder);
  try {
    await makeOne(folder);
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT' || dirname(folder) === folder) throw cause;
    await makeFolder(dirname(folder));
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return;
    throw cause;
  }
  await syncFolder(dirname(folder));
}

/** Folders whose entries survive a power cut: a rename is on the disk only when its folder is. */
import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from './file-error.ts';

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

/** Makes a folder, and those above it, where they do not exist yet. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  const end = dirname(resolve(first));
  for (let made = resolve(path); made !== end; made = dirname(made)) await syncFolder(dirname(made));
}

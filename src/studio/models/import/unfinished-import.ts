/** Imports that are under way, as hidden folders beside the models, and what a crash left of them. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UnfinishedFolder } from '../../../platform/atomic-folder.ts';
import { systemCode } from '../../../platform/file-error.ts';

const PATTERN = /^\.import-([\da-f]{8})-(\d{1,10})-[\da-f]{8}$/;

/** No import takes as long. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** Makes a folder for one import; its name says which process of which machine it belongs to. */
export function makeImportFolder(models: string): Promise<UnfinishedFolder> {
  const id = randomBytes(4).toString('hex');
  return UnfinishedFolder.make(join(models, `.import-${machine()}-${process.pid}-${id}`));
}

/**
 * Removes what crashed imports left: folders of processes that are gone, and those older than a day. Call it at
 * start; what cannot be removed now stays for the next time.
 *
 * @param models the folder of imported models, which need not exist
 */
export async function removeUnfinishedImports(models: string): Promise<void> {
  const names = await readdir(models).catch((): string[] => []);
  for (const name of names) {
    const folder = join(models, name);
    if (!(await isAbandoned(name, folder))) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isAbandoned(name: string, folder: string): Promise<boolean> {
  const [, owner, pid] = PATTERN.exec(name) ?? [];
  if (owner === undefined) return false;
  // A data folder may be shared; only this machine's processes can be asked after.
  if (owner === machine() && !isRunning(Number(pid))) return true;
  const status = await stat(folder).catch(() => undefined);
  // One that comes from so far in the future does so by a clock that was wrong.
  return status !== undefined && Math.abs(Date.now() - status.mtimeMs) > MAX_AGE_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return systemCode(cause) === 'EPERM';
  }
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

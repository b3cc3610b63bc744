/** Removed models: hidden folders beside the imported ones, kept for a while in case it was a mistake. */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../platform/durable-folder.ts';
import { modelFolders } from './model-folders.ts';
import type { ModelFolders } from './model-folders.ts';

/** When it came here (milliseconds since 1970), something to tell two of them apart, the model's name. */
const PATTERN = /^\.trash-(\d{1,16})-[\da-f]{8}-/;

/** Removed models can be had back for so long, by hand. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Puts a model's folder into the trash, durably. */
export async function moveToTrash(name: string, folders: ModelFolders, now = Date.now()): Promise<void> {
  const place = `.trash-${now}-${randomBytes(4).toString('hex')}-${name}`;
  await rename(join(folders.imported, name), join(folders.imported, place));
  await syncFolder(folders.imported);
}

/**
 * Deletes what has been in the trash for more than 30 days. Call it at start; what cannot be deleted now stays for
 * the next time.
 */
export async function emptyModelTrash(
  folders: ModelFolders = modelFolders(),
  now = Date.now(),
): Promise<void> {
  const names = await readdir(folders.imported).catch((): string[] => []);
  for (const name of names) {
    const [, removedAt] = PATTERN.exec(name) ?? [];
    if (removedAt === undefined || now - Number(removedAt) <= KEPT_MS) continue;
    await rm(join(folders.imported, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

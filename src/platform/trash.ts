/** Removed folders: hidden ones beside those that stay, kept for a while in case it was a mistake. */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-folder.ts';

/** When it came here (milliseconds since 1970), something to tell two of them apart, the folder's name. */
const PATTERN = /^\.trash-(\d{1,16})-[\da-f]{8}-/;

/** What was removed can be had back for so long, by hand. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Puts a folder into the trash of the one that it is in, durably. */
export async function moveIntoTrash(parent: string, name: string, now = Date.now()): Promise<void> {
  const place = `.trash-${now}-${randomBytes(4).toString('hex')}-${name}`;
  await rename(join(parent, name), join(parent, place));
  await syncFolder(parent);
}

/** Deletes what has been in the trash for more than 30 days. What cannot be deleted now stays for the next time. */
export async function emptyTrash(parent: string, now = Date.now()): Promise<void> {
  const names = await readdir(parent).catch((): string[] => []);
  for (const name of names) {
    const [, removedAt] = PATTERN.exec(name) ?? [];
    if (removedAt === undefined || now - Number(removedAt) <= KEPT_MS) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removed folders: hidden ones beside those that stay, kept for a while in case it was a mistake. */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-folder.ts';
import { systemCode } from './file-error.ts';

/** When it came here (milliseconds since 1970), something to tell two of them apart, the folder's name. */
const PATTERN = /^\.trash-(\d{1,16})-[\da-f]{8}-(.+)$/;

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long removed folders can be restored. */
const KEPT_MS = 30 * DAY_MS;

/** A folder in the trash. */
export interface TrashedFolder {
  /** As it was called. */
  readonly name: string;
  /** Milliseconds since 1970, by the clock of then. */
  readonly removedAt: number;
  /** Its name in the trash. */
  readonly place: string;
}

/** Puts a folder into the trash of the one that it is in, durably. @returns what it is called there. */
export async function moveIntoTrash(parent: string, name: string, now = Date.now()): Promise<string> {
  const place = placeFor(name, now);
  await rename(join(parent, name), join(parent, place));
  await syncFolder(parent);
  return place;
}

function placeFor(name: string, now: number): string {
  return `.trash-${now}-${randomBytes(4).toString('hex')}-${name}`;
}

/** The folders in the trash of a folder, the latest first; empty where there is no such folder. */
export async function listTrash(parent: string): Promise<readonly TrashedFolder[]> {
  const names = await readdir(parent).catch((cause: unknown): string[] => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  });
  const found = names.flatMap((place) => {
    const [, removedAt, name] = PATTERN.exec(place) ?? [];
    return removedAt === undefined || name === undefined
      ? []
      : [{ name, removedAt: Number(removedAt), place }];
  });
  return found.sort((a, b) => b.removedAt - a.removedAt || (a.place < b.place ? -1 : 1));
}

/** Takes a folder out of the trash, durably. Where a folder of that name is in the way, both stay as they are. */
export async function takeFromTrash(parent: string, { place }: TrashedFolder, name: string): Promise<void> {
  await rename(join(parent, place), join(parent, name));
  await syncFolder(parent);
}

/**
 * Deletes what has been in the trash for more than 30 days. What cannot be deleted now stays for the next time. What
 * came there in the future, or longer ago than twice that, is counted from now on: the clock may be wrong, or have been,
 * and to keep something for too long loses nothing.
 */
export async function emptyTrash(parent: string, now = Date.now()): Promise<void> {
  for (const { name, place, removedAt } of await listTrash(parent).catch(() => [])) {
    const folder = join(parent, place);
    const age = now - removedAt;
    if (age < -DAY_MS || age > 2 * KEPT_MS) {
      await rename(folder, join(parent, placeFor(name, now))).catch(() => undefined);
    } else if (age > KEPT_MS) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

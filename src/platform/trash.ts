/**
 * Removed folders: hidden ones beside those that stay, kept for a while in case it was a mistake.
 *
 * A clock may be wrong, for a start of the computer or for weeks, so no time alone empties the trash. How long a folder has
 * been in it is added up in steps, one each time that the trash is looked through, and each step counts for a week at most.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable-folder.ts';
import { systemCode } from './file-error.ts';

/**
 * When it came here (milliseconds since 1970); once that was counted, for how long it has been here (milliseconds) and when
 * that was counted; something to tell two of them apart; the folder's name.
 */
const PATTERN =
  /^\.trash-(?<removedAt>\d{1,16})(?:-(?<keptMs>\d{1,16})_(?<countedAt>\d{1,16}))?-(?<id>[\da-f]{8})-(?<name>.+)$/;

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long removed folders can be restored. */
const KEPT_MS = 30 * DAY_MS;

/** Most that one step counts for, however long ago the last one was: so much a wrong clock can take. */
const MAX_STEP_MS = 7 * DAY_MS;

/** A folder in the trash. */
export interface TrashedFolder {
  /** Tells it from others of its name. */
  readonly id: string;
  /** As it was called. */
  readonly name: string;
  /** Milliseconds since 1970, by the clock of then. */
  readonly removedAt: number;
  /** Its name in the trash, until the trash is looked through. */
  readonly place: string;
  /** For how long it has surely been here, in milliseconds, and when that was counted. */
  readonly kept: { readonly ms: number; readonly countedAt: number };
}

/** Puts a folder into the trash of the one that it is in, durably. */
export async function moveIntoTrash(
  parent: string,
  name: string,
  now = Date.now(),
): Promise<Pick<TrashedFolder, 'id' | 'place'>> {
  const id = randomBytes(4).toString('hex');
  const place = `.trash-${now}-${id}-${name}`;
  await rename(join(parent, name), join(parent, place));
  await syncFolder(parent);
  return { id, place };
}

/** The folders in the trash of a folder, the latest first; empty where there is no such folder. */
export async function listTrash(parent: string): Promise<readonly TrashedFolder[]> {
  const names = await readdir(parent).catch((cause: unknown): string[] => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  });
  return names
    .flatMap((place) => trashedAt(place) ?? [])
    .sort((a, b) => b.removedAt - a.removedAt || (a.place < b.place ? -1 : 1));
}

function trashedAt(place: string): TrashedFolder | undefined {
  const { id, name, removedAt, keptMs, countedAt } = PATTERN.exec(place)?.groups ?? {};
  if (id === undefined || name === undefined) return undefined;
  const kept = { ms: Number(keptMs ?? 0), countedAt: Number(countedAt ?? removedAt) };
  return { id, name, removedAt: Number(removedAt), place, kept };
}

/** Takes a folder out of the trash, durably. Where a folder of that name is in the way, both stay as they are. */
export async function takeFromTrash(parent: string, { place }: TrashedFolder, name: string): Promise<void> {
  await rename(join(parent, place), join(parent, name));
  await syncFolder(parent);
}

/**
 * Looks through the trash, and deletes what has been in it for more than 30 days. What cannot be deleted now stays for the
 * next time.
 */
export async function emptyTrash(parent: string, now = Date.now()): Promise<void> {
  for (const { id, name, place, removedAt, kept } of await listTrash(parent).catch(() => [])) {
    const folder = join(parent, place);
    const passed = now - kept.countedAt;
    const ms = kept.ms + Math.min(MAX_STEP_MS, Math.max(0, passed));
    if (ms > KEPT_MS) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    } else if (passed < 0 || passed > DAY_MS) {
      const counted = `.trash-${removedAt}-${ms}_${now}-${id}-${name}`;
      await rename(folder, join(parent, counted)).catch(() => undefined);
    }
  }
}

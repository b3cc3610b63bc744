/** Copies of the database, in the folder `backups` beside it: one a day, and one before each change of its form. */
import { closeSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { assertHeld } from '../../platform/held-folders.ts';
import { syncFileNow, syncFolderNow } from './sync-now.ts';

const DAYS_KEPT = 7;
const MIGRATIONS_KEPT = 5;
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_AFTER_MS = 5000;
const LOOK_EVERY_MS = 60 * 60 * 1000;
/** Copied in one turn: 1 MiB. */
const PAGES_A_TURN = 256;

const DAILY = /-\d{4}-\d{2}-\d{2}\.sqlite$/;
const BEFORE = /-before-[\w-]+\.sqlite$/;

function folderOf(path: string): string {
  return join(dirname(path), 'backups');
}

/**
 * @returns the paths of a database's backups, the newest first: by the number of the backup, which the database counts
 * and each copy holds. Times of files depend on clocks, which may be wrong, and on how files were copied.
 */
export function backupsOf(path: string): readonly string[] {
  const folder = folderOf(path);
  try {
    return readdirSync(folder)
      .filter((name) => DAILY.test(name) || BEFORE.test(name))
      .map((name) => join(folder, name))
      .map((file) => ({ file, number: backupNumber(file), time: statSync(file).mtimeMs }))
      .sort((a, b) => b.number - a.number || b.time - a.time || (a.file < b.file ? 1 : -1))
      .map(({ file }) => file);
  } catch {
    return [];
  }
}

/** The first bytes of SQLite's files, and where `user_version` is in them: https://sqlite.org/fileformat2.html */
const SIGNATURE = 'SQLite format 3\0';
const VERSION_AT = 60;

/** @returns how many backups the database had made with this one; -1 where it is no database. */
function backupNumber(path: string): number {
  const head = Buffer.alloc(VERSION_AT + 4);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1', 0, SIGNATURE.length) === SIGNATURE ? head.readUInt32BE(VERSION_AT) : -1;
}

/** Gives the next backup its number: higher than any before, also where the database itself is an old backup. */
function countBackup(database: Database): void {
  const own = database.pragma('user_version', { simple: true }) as number;
  const last = Math.max(own, ...backupsOf(database.name).map(backupNumber));
  database.pragma(`user_version = ${last + 1}`);
}

/** Copies a database before a migration changes it. @returns the backup's path. */
export function backUpBefore(database: Database, migrationId: string): string {
  const path = placeFor(database, `before-${migrationId}`);
  const unfinished = `${path}.tmp`;
  rmSync(unfinished, { force: true });
  countBackup(database);
  database.prepare('VACUUM INTO ?').run(unfinished);
  finish(unfinished, path);
  rotate(database.name);
  return path;
}

/** Copies a database once a day, for as long as it is open and between other work. */
export class DailyBackups implements AsyncDisposable {
  readonly #database: Database;
  readonly #timers: readonly NodeJS.Timeout[];
  #running: Promise<unknown> | undefined;
  #closing = false;

  constructor(database: Database) {
    this.#database = database;
    const look = () => {
      // A disk without space for a backup is no reason to stop; the next hour tries again.
      this.#running ??= this.ifDue()
        .catch(() => undefined)
        .finally(() => (this.#running = undefined));
    };
    this.#timers = [setTimeout(look, FIRST_AFTER_MS), setInterval(look, LOOK_EVERY_MS)];
    for (const timer of this.#timers) timer.unref();
  }

  /** @returns the new backup's path; undefined where the latest is of today, or younger than half a day. */
  async ifDue(now = new Date()): Promise<string | undefined> {
    const newest = backupsOf(this.#database.name).find((path) => DAILY.test(path));
    const date = now.toISOString().slice(0, 10);
    const path = placeFor(this.#database, date);
    if (newest === path || (newest !== undefined && isYoung(newest, now))) return undefined;
    const unfinished = `${path}.tmp`;
    rmSync(unfinished, { force: true });
    countBackup(this.#database);
    await this.#database.backup(unfinished, {
      progress: () => {
        if (this.#closing) throw new Error('closing');
        return PAGES_A_TURN;
      },
    });
    finish(unfinished, path);
    rotate(this.#database.name);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#running;
  }
}

/** One that comes from the future tells nothing of its age. */
function isYoung(path: string, now: Date): boolean {
  const age = now.getTime() - statSync(path).mtimeMs;
  return age >= 0 && age < DAY_MS / 2;
}

function placeFor(database: Database, what: string): string {
  const folder = folderOf(database.name);
  assertHeld(folder);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${basename(database.name, '.sqlite')}-${what}.sqlite`);
}

function finish(unfinished: string, path: string): void {
  syncFileNow(unfinished);
  renameSync(unfinished, path);
  syncFolderNow(dirname(path));
}

function rotate(path: string): void {
  const all = backupsOf(path);
  const old = [
    ...all.filter((file) => DAILY.test(file)).slice(DAYS_KEPT),
    ...all.filter((file) => BEFORE.test(file)).slice(MIGRATIONS_KEPT),
  ];
  for (const file of old) rmSync(file, { force: true });
}

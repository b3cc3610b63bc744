import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { lockDataFolder } from './lock.ts';
import { type Migration, MIGRATIONS } from './migrations.ts';
import { openDatabase } from './studio-database.ts';
import { WorkspaceRepository } from './workspace-repository.ts';

const notes: Migration = {
  id: 'test-notes',
  sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT; INSERT INTO notes SELECT json FROM workspace',
};
const broken: Migration = {
  id: 'test-broken',
  sql: 'CREATE TABLE half (x TEXT) STRICT; INSERT INTO nowhere VALUES (1)',
};

/** A database with something in it, closed. */
function filled(migrations = MIGRATIONS): string {
  const path = join(temporaryFolder(), 'studio.sqlite');
  const database = openDatabase(path, migrations);
  new WorkspaceRepository(database).save(new Map([['theme', '"dark"']]));
  database.close();
  return path;
}

const themeIn = (path: string) =>
  new Database(path, { readonly: true })
    .prepare("SELECT json FROM workspace WHERE part = 'theme'")
    .pluck()
    .get();

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('openDatabase', () => {
  it('writes through to the disk, keeps references whole, and finds again what it wrote', () => {
    const path = filled();
    const database = openDatabase(path);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(new WorkspaceRepository(database).all()).toEqual(new Map([['theme', '"dark"']]));
    database.close();
  });

  it('goes through the steps that are missing, once, with a copy of what was there before', () => {
    const path = filled();
    const migrations = [...MIGRATIONS, notes];
    for (let start = 0; start < 2; start++) {
      const database = openDatabase(path, migrations);
      expect(database.prepare('SELECT text FROM notes').pluck().all()).toEqual(['"dark"']);
      database.close();
    }
    const backups = join(path, '..', 'backups');
    expect(entries(backups)).toEqual(['studio-before-test-notes.sqlite']);
    const backup = new Database(join(backups, 'studio-before-test-notes.sqlite'), { readonly: true });
    expect(backup.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'").pluck().get()).toBe(0);
    expect(themeIn(backup.name)).toBe('"dark"');
  });

  it('makes no copy of a new database', () => {
    expect(entries(join(filled(), '..', 'backups'))).toEqual([]);
  });

  it('goes through a step wholly or not at all, and tries it again at the next start', () => {
    const path = filled();
    expect(() => openDatabase(path, [...MIGRATIONS, notes, broken])).toThrow(/nowhere/);
    const database = openDatabase(path, [...MIGRATIONS, notes]);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    expect(tables).toContain('notes');
    expect(tables).not.toContain('half');
    database.close();
  });

  it('refuses a newer one, and does not change it', async () => {
    const path = filled([...MIGRATIONS, notes]);
    const before = hashOf(path);
    const error = await caught(() => openDatabase(path));
    expect(error.code).toBe('database-newer');
    expect(error.message).toMatch(/newer version.*test-notes/);
    expect(hashOf(path)).toBe(before);
  });

  it.each([
    ['no database', (path: string) => writeFileSync(path, 'something else '.repeat(1000))],
    ['cut short', (path: string) => truncateSync(path, 8192)],
    [
      'overwritten in the middle',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 8192, 12_288);
        writeFileSync(path, bytes);
      },
    ],
  ])('refuses one that is %s, and does not change it', async (_what, damage) => {
    const path = filled();
    damage(path);
    const before = hashOf(path);
    const error = await caught(() => openDatabase(path));
    expect(error.code).toBe('database-corrupt');
    expect(error.message).toContain(path);
    expect(hashOf(path)).toBe(before);
  });

  it('says so where it cannot be opened', async () => {
    const error = await caught(() => openDatabase(temporaryFolder()));
    expect(error).toMatchObject({ code: 'file' });
  });
});

describe('lockDataFolder', () => {
  it('keeps a folder to one, until it is let go', async () => {
    const folder = temporaryFolder();
    const lock = lockDataFolder(folder);
    const error = await caught(() => lockDataFolder(folder));
    expect(error.code).toBe('studio-running');
    expect(error.message).toContain(folder);
    lock[Symbol.dispose]();
    lockDataFolder(folder)[Symbol.dispose]();
  });

  it('is let go of by the system when its process is killed', async () => {
    const folder = temporaryFolder();
    const module = new URL('./lock.ts', import.meta.url).href;
    const script = `
      const { lockDataFolder } = await import(${JSON.stringify(module)});
      globalThis.lock = lockDataFolder(${JSON.stringify(folder)});
      console.log('locked');
      setInterval(() => undefined, 1000);
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    expect((await caught(() => lockDataFolder(folder))).code).toBe('studio-running');
    owner.kill('SIGKILL');
    await once(owner, 'close');
    lockDataFolder(folder)[Symbol.dispose]();
  });
});

/** Imports into disks that refuse. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { caught } from '../../../platform/testing/caught.ts';
import { entries } from '../../../platform/testing/folders.ts';
import { librariesIn } from '../../testing/libraries.ts';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { writeTinyCheckpoint } from '../../testing/tiny-checkpoint.ts';
import { importModel } from './import.ts';

function setUp() {
  const root = temporaryFolder();
  const checkpoint = join(root, 'tiny.safetensors');
  writeTinyCheckpoint(checkpoint, { steps: 2 });
  return { root, checkpoint, folders: librariesIn(root) };
}

/** Lets the `turn`-th call of a file's method fail as the operating system would. */
async function failOn(method: 'writeFile' | 'sync', turn: number, code: string): Promise<void> {
  const handle = await open(process.execPath);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const original = Reflect.get(prototype, method) as (this: FileHandle, data: Uint8Array) => Promise<void>;
  let calls = 0;
  const spy = vi.spyOn(prototype, method).mockImplementation(async function (this: FileHandle, data) {
    calls += 1;
    if (calls === turn) throw Object.assign(new Error(`${code}: as the disk says`), { code });
    return original.call(this, data as Uint8Array);
  });
  onTestFinished(() => spy.mockRestore());
}

/** Permissions do not bind the superuser, so the action runs as nobody where the tests run as root. */
async function withoutPrivileges<Result>(action: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

describe('importModel', () => {
  it.each([
    ['writeFile', 1, 'ENOSPC', 'there is no space left on the disk'],
    ['writeFile', 20, 'ENOSPC', 'there is no space left on the disk'],
    ['writeFile', 20, 'EDQUOT', 'the disk quota is used up'],
    ['sync', 4, 'ENOSPC', 'there is no space left on the disk'],
    ['sync', 4, 'EIO', 'the disk reports a fault'],
    ['writeFile', 1, 'EROFS', 'the file system is read-only'],
  ] as const)('cleans up where %s number %i fails with %s', async (method, turn, code, reason) => {
    const { checkpoint, folders } = setUp();
    await failOn(method, turn, code);
    const error = await caught(() => importModel(checkpoint, folders));
    expect(error.code).toBe('file');
    expect(error.message).toBe(`${checkpoint} cannot be imported into ${folders.imported}: ${reason}.`);
    expect(entries(folders.imported)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('says that the library may not be written', async () => {
    const { root, checkpoint, folders } = setUp();
    mkdirSync(folders.imported, { recursive: true });
    chmodSync(root, 0o755);
    chmodSync(folders.imported, 0o555);
    const error = await withoutPrivileges(() => caught(() => importModel(checkpoint, folders)));
    chmodSync(folders.imported, 0o755);
    expect(error.code).toBe('file');
    expect(error.message).toContain('permission denied');
    expect(entries(folders.imported)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('says that the checkpoint may not be read', async () => {
    const { root, checkpoint, folders } = setUp();
    chmodSync(root, 0o755);
    chmodSync(checkpoint, 0o000);
    const error = await withoutPrivileges(() => caught(() => importModel(checkpoint, folders)));
    expect(error.code).toBe('file');
    expect(error.message).toContain('permission denied');
  });

  it('says that a file stands where the library should be', async () => {
    const { checkpoint, folders } = setUp();
    mkdirSync(dirname(dirname(folders.imported)), { recursive: true });
    writeFileSync(dirname(folders.imported), '');
    const error = await caught(() => importModel(checkpoint, folders));
    expect(error.code).toBe('file');
    expect(error.message).toContain('a part of the path is not a folder');
  });
});

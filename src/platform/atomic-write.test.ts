import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { replaceFile, writeFileAtomically } from './atomic-write.ts';
import { caught } from './testing/caught.ts';
import { entries } from './testing/folders.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('writeFileAtomically', () => {
  it('writes a new file, and replaces an old one', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'picture.png');
    await writeFileAtomically(path, Uint8Array.of(1, 2, 3));
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    await writeFileAtomically(path, 'four');
    expect(readFileSync(path, 'utf8')).toBe('four');
    expect(entries(folder)).toEqual(['picture.png']);
  });

  it('writes pieces in their order, and nothing where making one fails', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'model');
    // eslint-disable-next-line @typescript-eslint/require-await -- pieces that are there at once
    async function* pieces(last?: Error) {
      yield Uint8Array.of(1, 2);
      if (last !== undefined) throw last;
      yield Uint8Array.of(3);
    }
    await writeFileAtomically(path, pieces());
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    await expect(writeFileAtomically(path, pieces(new Error('no more')))).rejects.toThrow('no more');
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(entries(folder)).toEqual(['model']);
  });

  it.skipIf(process.platform === 'win32')("keeps an old file's permissions", async () => {
    const path = join(temporaryFolder(), 'private.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    await writeFileAtomically(path, 'new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('follows a link', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'elsewhere'));
    const target = join(folder, 'elsewhere', 'target');
    writeFileSync(target, 'old');
    symlinkSync(target, join(folder, 'link'));
    await writeFileAtomically(join(folder, 'link'), 'new');
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(entries(folder)).toEqual(['elsewhere', 'link']);
  });

  it('refuses a folder', async () => {
    const folder = temporaryFolder();
    const error = await caught(() => writeFileAtomically(folder, 'x'));
    expect(error.code).toBe('file');
    expect(error.message).toContain('is a folder');
  });

  it.skipIf(process.platform === 'win32')('does not replace a device', async () => {
    const error = await caught(() => writeFileAtomically(devNull, 'x'));
    expect(error.message).toContain('is not a plain file');
    expect(statSync(devNull).isCharacterDevice()).toBe(true);
  });

  it('says that the folder is not there', async () => {
    const error = await caught(() => writeFileAtomically(join(temporaryFolder(), 'none', 'x'), 'x'));
    expect(error.code).toBe('file');
    expect(error.message).toContain('there is no such file or folder');
  });

  it.each(['writeFile', 'sync'] as const)('leaves the old file alone where %s fails', async (method) => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    const handle = await fs.open(path);
    const prototype = Object.getPrototypeOf(handle) as fs.FileHandle;
    await handle.close();
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const spy = vi.spyOn(prototype, method).mockRejectedValue(full);
    onTestFinished(() => spy.mockRestore());
    const error = await caught(() => writeFileAtomically(path, 'new'));
    expect(error.message).toBe(`${path} cannot be written: there is no space left on the disk.`);
    expect(entries(folder)).toEqual(['file']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('replaceFile', () => {
  it('takes the place of the file when it is written, and not before', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'model');
    writeFileSync(path, 'old');
    await replaceFile(path, (temporary) => {
      writeFileSync(temporary, 'new');
      expect(readFileSync(path, 'utf8')).toBe('old');
      return Promise.resolve();
    });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(entries(folder)).toEqual(['model']);
  });

  it('removes what was begun where writing fails', async () => {
    const folder = temporaryFolder();
    const failing = replaceFile(join(folder, 'model'), (temporary) => {
      writeFileSync(temporary, 'half');
      return Promise.reject(new Error('the engine died'));
    });
    await expect(failing).rejects.toThrow('the engine died');
    expect(entries(folder)).toEqual([]);
  });
});

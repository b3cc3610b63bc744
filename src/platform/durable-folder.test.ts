import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, syncFolder } from './durable-folder.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('makeFolder', () => {
  it('makes a folder and those above it, and leaves them where they are', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'c');
    await makeFolder(path);
    writeFileSync(join(path, 'file'), '');
    await makeFolder(path);
    expect(statSync(join(path, 'file')).isFile()).toBe(true);
  });

  it('makes what others make at the same time', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('fails below a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(makeFolder(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.skipIf(process.platform === 'win32')('fails below a link that leads nowhere', async () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync(join(link, 'nowhere'), link);
    await expect(makeFolder(join(link, 'a'))).rejects.toThrow();
    const dangling = join(temporaryFolder(), 'link');
    symlinkSync('/nowhere/at/all', dangling);
    await expect(makeFolder(join(dangling, 'a'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('syncFolder', () => {
  it('fails where there is no folder', async () => {
    await expect(syncFolder(join(temporaryFolder(), 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { readPictureFile } from './picture-file.ts';

describe('readPictureFile', () => {
  it('gives the bytes of the file', () => {
    const path = join(temporaryFolder(), 'picture.png');
    writeFileSync(path, 'hello');
    expect(Buffer.from(readPictureFile(path)).toString()).toBe('hello');
  });

  it('refuses a file that no picture fills, before reading it', async () => {
    const path = join(temporaryFolder(), 'picture.png');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
    expect((await caught(() => readPictureFile(path))).code).toBe('file');
  });

  it('says that there is no such file', async () => {
    expect((await caught(() => readPictureFile(join(temporaryFolder(), 'none')))).code).toBe('file');
  });
});

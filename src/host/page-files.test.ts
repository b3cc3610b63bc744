import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../platform/testing/caught.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { readPageFiles } from './page-files.ts';

describe('readPageFiles', () => {
  it('has every file by its path, and the start page at /', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'assets', 'fonts'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), 'start');
    writeFileSync(join(folder, 'assets', 'fonts', 'a.woff2'), 'font');
    const files = await readPageFiles(folder);
    expect([...files.keys()].sort()).toEqual(['/', '/assets/fonts/a.woff2', '/index.html']);
    expect(files.get('/')).toBe(files.get('/index.html'));
    expect(files.get('/assets/fonts/a.woff2')?.headers['Content-Type']).toBe('font/woff2');
  });

  it.skipIf(process.platform === 'win32')('follows no links', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'index.html'), 'start');
    symlinkSync('/etc/hostname', join(folder, 'link'));
    symlinkSync('/etc', join(folder, 'etc'));
    expect((await readPageFiles(folder)).size).toBe(2);
  });

  it('says that the interface is not built', async () => {
    for (const folder of [temporaryFolder(), join(temporaryFolder(), 'none')]) {
      const error = await caught(() => readPageFiles(folder));
      expect(error.code).toBe('file');
      expect(error.message).toContain('npm run build');
    }
  });
});

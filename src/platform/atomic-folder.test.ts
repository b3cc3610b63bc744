import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UnfinishedFolder } from './atomic-folder.ts';
import { temporaryBeside, writeFolder } from './atomic-folder.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('writeFolder', () => {
  it('writes files in folders, of bytes, text and pieces; only the whole has the name', async () => {
    const home = temporaryFolder();
    const out = join(home, 'new', 'out');
    async function* pieces() {
      yield await Promise.resolve(Buffer.from('a'));
      yield Buffer.from('b');
    }
    const result = await writeFolder(out, async (folder) => {
      await folder.write('one.txt', 'one');
      await folder.write('in/two.txt', Uint8Array.of(0x32));
      await folder.write('in/three.txt', pieces());
      expect(existsSync(out)).toBe(false);
      return 'done';
    });
    expect(result).toBe('done');
    expect(readdirSync(join(home, 'new'))).toEqual(['out']);
    const text = (name: string) => readFileSync(join(out, name), 'utf8');
    expect(['one.txt', 'in/two.txt', 'in/three.txt'].map(text)).toEqual(['one', '2', 'ab']);
  });

  it('takes the place of an empty folder, and of nothing else', async () => {
    const home = temporaryFolder();
    const out = join(home, 'out');
    mkdirSync(out);
    const fill = (folder: UnfinishedFolder) => folder.write('a.txt', 'a');
    await writeFolder(out, fill);
    await expect(writeFolder(out, fill)).rejects.toMatchObject({ code: 'file', message: /something in it/ });
    await expect(writeFolder(join(out, 'a.txt'), fill)).rejects.toThrow(/a file of that name/);
    await expect(writeFolder(join(out, 'a.txt', 'b'), fill)).rejects.toMatchObject({ code: 'file' });
    expect(readdirSync(home)).toEqual(['out']);
  });

  it('leaves nothing where filling it fails, and removes what an earlier try of the same left', async () => {
    const home = temporaryFolder();
    const out = join(home, 'out');
    mkdirSync(temporaryBeside(out, 'job'));
    writeFileSync(join(temporaryBeside(out, 'job'), 'old.txt'), '');
    const failing = writeFolder(
      out,
      async (folder) => {
        await folder.write('a.txt', 'a');
        throw new Error('no more');
      },
      'job',
    );
    await expect(failing).rejects.toThrow('no more');
    expect(readdirSync(home)).toEqual([]);
  });

  it('leaves nothing where the process ends meanwhile', () => {
    const home = temporaryFolder();
    const program = `
      const { writeFolder } = await import(${JSON.stringify(new URL('./atomic-folder.ts', import.meta.url).href)});
      await writeFolder(${JSON.stringify(join(home, 'out'))}, async (folder) => {
        await folder.write('a.txt', 'a');
        console.log(folder.path);
        process.exit(0);
      });`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(stdout).toContain(join(home, '.trilemma-'));
    expect(readdirSync(home)).toEqual([]);
  });
});

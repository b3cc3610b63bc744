import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WAITING } from '../../../test/support/waiting.ts';
import type { FileList } from '../../shared/file-list.ts';
import { caught } from '../../platform/testing/caught.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { listFiles } from './list.ts';

/** A folder with these in it; a name that ends in `/` is a folder's. */
function folderWith(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    if (name.endsWith('/')) mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), name);
  }
  return folder;
}

const namesOf = ({ entries }: FileList) => entries.map(({ name }) => name);

/** Root may read everything, and Windows has other permissions. */
const withoutPermissions = process.platform === 'win32' || process.getuid?.() === 0;

describe('listFiles', () => {
  it('gives folders, then the files that fit, each by name as a person reads it', async () => {
    const folder = folderWith(
      'b/',
      'A/',
      'net10.pth',
      'net9.pth',
      'Net2.pth',
      'readme.txt',
      'é.pt',
      'f.ckpt',
    );
    const list = await listFiles(folder, 'open-checkpoint');
    expect(namesOf(list)).toEqual(['A', 'b', 'é.pt', 'f.ckpt', 'Net2.pth', 'net9.pth', 'net10.pth']);
    expect(list).toMatchObject({ folder, parent: dirname(folder), writable: true });
    expect(list.entries[0]).toEqual({ name: 'A', path: join(folder, 'A'), kind: 'folder', bytes: 0 });
    expect(list.entries[5]).toEqual({
      name: 'net9.pth',
      path: join(folder, 'net9.pth'),
      kind: 'file',
      bytes: 8,
    });
  });

  it.skipIf(process.platform !== 'linux')('names what is not named in UTF-8', async () => {
    const folder = folderWith('a/');
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]));
    const list = await listFiles(folder, 'open-folder');
    expect(namesOf(list)).toEqual(['a']);
    expect(list.notUtf8).toEqual(['caf\uFFFD']);
    const inside = await caught(() => listFiles(join(folder, 'caf\uFFFD'), 'open-folder'));
    expect(inside.message).toMatch(/not in UTF-8.*renamed/);
  });

  it.each([
    ['open-checkpoint', ['d', 'a.pth', 'b.pt', 'c.ckpt', 'e.bin', 'f.SAFETENSORS']],
    ['save-safetensors', ['d', 'f.SAFETENSORS']],
    ['save-onnx', ['d', 'g.onnx']],
    ['folder', ['d']],
  ] as const)('for %s gives %s', async (purpose, names) => {
    const folder = folderWith(
      'd/',
      'a.pth',
      'b.pt',
      'c.ckpt',
      'e.bin',
      'f.SAFETENSORS',
      'g.onnx',
      'pth',
      '.h.pth',
      '.hidden/',
    );
    expect(namesOf(await listFiles(folder, purpose))).toEqual(names);
  });

  it.skipIf(process.platform === 'win32')('follows links, but not to nothing or in a circle', async () => {
    const folder = folderWith('real/', 'net.pth');
    const elsewhere = folderWith('inside.pth');
    symlinkSync(elsewhere, join(folder, 'linked'));
    symlinkSync(join(folder, 'net.pth'), join(folder, 'also.pth'));
    symlinkSync(join(folder, 'net.pth'), join(folder, 'plain.txt'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dead.pth'));
    symlinkSync(join(folder, 'circle.pth'), join(folder, 'circle.pth'));
    const { entries } = await listFiles(folder, 'open-checkpoint');
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['linked', 'folder'],
      ['real', 'folder'],
      ['also.pth', 'file'],
      ['net.pth', 'file'],
    ]);
    const linked = await listFiles(join(folder, 'linked'), 'open-checkpoint');
    expect(linked.folder).toBe(elsewhere);
    expect(namesOf(linked)).toEqual(['inside.pth']);
  });

  it.skipIf(process.platform === 'win32')('leaves out what is no plain file', async () => {
    const folder = folderWith('net.pth');
    const server = createServer().listen(join(folder, 'socket.pth'));
    onTestFinished(() => void server.close());
    await vi.waitUntil(() => server.listening, WAITING);
    expect(namesOf(await listFiles(folder, 'open-checkpoint'))).toEqual(['net.pth']);
  });

  it("begins at the user's home", async () => {
    const { folder } = await listFiles(undefined, 'folder');
    expect(folder).toBe(realpathSync(homedir()));
  });

  it('begins at the top where there is no home', async () => {
    vi.stubEnv('HOME', '/nonexistent');
    vi.stubEnv('USERPROFILE', '/nonexistent');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { folder, parent } = await listFiles(undefined, 'folder');
    expect(folder).toBe(dirname(folder));
    expect(parent).toBeNull();
  });

  it('gives 5,000 entries and no more, folders before files', async () => {
    const names = Array.from({ length: 5100 }, (_, index) => `${index}.pth`);
    const { entries } = await listFiles(folderWith(...names, 'z/'), 'open-checkpoint');
    expect(entries).toHaveLength(5000);
    expect(entries[0]?.name).toBe('z');
    expect(entries.at(-1)?.name).toBe('4998.pth');
  });

  it.each([
    ['that is not there', 'missing', 'there is no such file or folder'],
    ['that is a file', 'net.pth', 'a part of the path is not a folder'],
    ['with a character that no path has', 'a\0b', 'cannot be listed'],
  ])('says of a folder %s what is wrong', async (_, name, message) => {
    const folder = folderWith('net.pth');
    const error = await caught(() => listFiles(`${folder}/${name}`, 'folder'));
    expect(error.code).toBe('file');
    expect(error.message).toContain(message);
  });

  it('wants a whole path', async () => {
    const error = await caught(() => listFiles('src', 'folder'));
    expect(error.code).toBe('file');
    expect(error.message).toContain('whole path');
  });

  it.skipIf(withoutPermissions)(
    'leaves out what may not be read, and says what may not be written',
    async () => {
      const folder = folderWith('closed/', 'open/', 'secret.pth', 'net.pth');
      const closed = join(folder, 'closed');
      chmodSync(join(folder, 'secret.pth'), 0);
      chmodSync(closed, 0);
      chmodSync(folder, 0o500);
      onTestFinished(() => {
        chmodSync(folder, 0o700);
        chmodSync(closed, 0o700);
      });
      const list = await listFiles(folder, 'open-checkpoint');
      expect(namesOf(list)).toEqual(['open', 'net.pth']);
      expect(list.writable).toBe(false);
      expect((await caught(() => listFiles(closed, 'folder'))).message).toContain('permission denied');
    },
  );
});

import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileError } from './file-error.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (cause) {
    return fileError('x cannot be used', cause).message;
  }
  throw new Error('nothing was wrong');
}

it('says what the system says, and names no path but the one that it is given', () => {
  const folder = temporaryFolder();
  expect(messageOf(() => readFileSync(join(folder, 'none')))).toBe(
    'x cannot be used: there is no such file or folder.',
  );
  // What it has no words of its own for.
  const cause = Object.assign(new Error("ENOTBLK: block device required, open '/a/.trilemma-1.tmp'"), {
    code: 'ENOTBLK',
  });
  expect(fileError('x cannot be used', cause).message).toBe('x cannot be used: block device required.');
  const renamed = Object.assign(new Error("EMLINK: too many links, rename '/a/.x, y' -> '/b'"), {
    code: 'EMLINK',
  });
  expect(fileError('x cannot be used', renamed).message).toBe('x cannot be used: too many links.');
});

it.skipIf(process.platform === 'win32')('has words for whatever a path can be', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  const loop = join(folder, 'loop');
  writeFileSync(file, '');
  symlinkSync(loop, loop);
  const faults: readonly (readonly [() => unknown, RegExp])[] = [
    [() => statSync(join(folder, 'n'.repeat(300))), /name is too long/],
    [() => statSync(loop), /links lead in a circle/],
    [() => statSync(join(file, 'x')), /not a folder/],
    [() => statSync('a\0b'), /character that no name may have/],
    [() => readFileSync(folder), /it is a folder/],
    [() => readlinkSync(file), /does not take/],
    [() => rmdirSync(folder), /something in the folder/],
    [() => mkdirSync(file), /in the way/],
  ];
  for (const [action, words] of faults) expect(messageOf(action)).toMatch(words);
});

it.skipIf(process.platform !== 'linux')('says that a name is not in UTF-8, and what to do', () => {
  const folder = temporaryFolder();
  mkdirSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]));
  expect(messageOf(() => readFileSync(join(folder, 'caf\uFFFD', 'a')))).toMatch(/not in UTF-8.*renamed/);
});

import { mkdirSync, readFileSync } from 'node:fs';
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
  const cause = Object.assign(new Error("ENXIO: no such device or address, open '/a/.trilemma-1.tmp'"), {
    code: 'ENXIO',
  });
  expect(fileError('x cannot be used', cause).message).toBe('x cannot be used: no such device or address.');
  const renamed = Object.assign(new Error("EXDEV: cross-device link, rename '/a/.x, y' -> '/b'"), {
    code: 'EXDEV',
  });
  expect(fileError('x cannot be used', renamed).message).toBe('x cannot be used: cross-device link.');
});

it.skipIf(process.platform !== 'linux')('says that a name is not in UTF-8, and what to do', () => {
  const folder = temporaryFolder();
  mkdirSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]));
  expect(messageOf(() => readFileSync(join(folder, 'caf\uFFFD', 'a')))).toMatch(/not in UTF-8.*renamed/);
});

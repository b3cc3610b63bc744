import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrilemmaError } from '../shared/errors.ts';
import { openFileSource } from './file-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trilemma-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function failure(action: () => unknown): TrilemmaError {
  try {
    action();
  } catch (error) {
    if (error instanceof TrilemmaError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('openFileSource', () => {
  it('reads any range', () => {
    const path = join(folder, 'a');
    writeFileSync(path, Uint8Array.of(1, 2, 3, 4));
    using source = openFileSource(path);
    expect(source.size).toBe(4);
    expect(source.read(1, 2)).toEqual(Uint8Array.of(2, 3));
    expect(source.read(4, 0)).toEqual(new Uint8Array(0));
  });

  it('refuses ranges beyond the end, before it allocates', () => {
    const path = join(folder, 'a');
    writeFileSync(path, Uint8Array.of(1, 2, 3, 4));
    using source = openFileSource(path);
    for (const [offset, length] of [
      [3, 2],
      [0, 2 ** 50],
      [5, 0],
      [-1, 1],
      [0, NaN],
    ] as const) {
      expect(failure(() => source.read(offset, length)).code).toBe('checkpoint-corrupt');
    }
    truncateSync(path, 2);
    expect(failure(() => source.read(0, 4)).message).toMatch(/became shorter/);
  });

  it('closes the file', () => {
    const path = join(folder, 'a');
    writeFileSync(path, Uint8Array.of(1));
    const source = openFileSource(path);
    source[Symbol.dispose]();
    expect(() => source.read(0, 1)).toThrow(/bad file descriptor/);
  });

  it('says what is wrong with a path', () => {
    expect(failure(() => openFileSource(folder))).toMatchObject({
      code: 'file',
      message: `${folder} is a folder: name the file in it.`,
    });
    const missing = join(folder, 'missing.pth');
    expect(failure(() => openFileSource(missing))).toMatchObject({
      code: 'file',
      message: `${missing} cannot be read: there is no such file or folder.`,
    });
    expect(failure(() => openFileSource('/dev/null')).message).toBe('/dev/null is not a plain file.');
  });
});

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { makeWindowFolder } from './window-folder.ts';

describe('makeWindowFolder', () => {
  it('makes what is missing', () => {
    const path = join(temporaryFolder(), 'data', 'window');
    makeWindowFolder(path);
    makeWindowFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('says what is in the way', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'data'), '');
    expect(() => makeWindowFolder(join(folder, 'data', 'window'))).toThrow(TrilemmaError);
    expect(() => makeWindowFolder(join(folder, 'data', 'window'))).toThrow(
      /window cannot be written: a part/,
    );
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says that it may not be written',
    () => {
      const path = join(temporaryFolder(), 'window');
      mkdirSync(path, { mode: 0o555 });
      expect(() => makeWindowFolder(path)).toThrow('cannot be written: permission denied.');
    },
  );
});

import { existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomically } from './atomic-write.ts';
import { makeFolder } from './durable-folder.ts';
import { assertHeld, goneError, holdFolder } from './held-folders.ts';
import { caught } from './testing/caught.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('a folder that is held', () => {
  it('is not made anew where it was renamed, and is taken up when it is back', async () => {
    const root = temporaryFolder();
    const [data, away] = [join(root, 'data'), join(root, 'away')];
    mkdirSync(data);
    using held = holdFolder(data);
    expect(held).toBeDefined();
    renameSync(data, away);
    for (const work of [
      () => makeFolder(join(data, 'a', 'b')),
      () => makeFolder(data),
      () => writeFileAtomically(join(data, 'file'), 'x'),
    ]) {
      expect((await caught(work)).code).toBe('data-gone');
    }
    expect(existsSync(data)).toBe(false);
    // What lies beside it is not its business.
    expect(goneError(join(root, 'database'))).toBeUndefined();
    expect(goneError(root)).toBeUndefined();
    renameSync(away, data);
    await makeFolder(join(data, 'a', 'b'));
    await writeFileAtomically(join(data, 'file'), 'x');
  });

  it('may be a link, and is another one when the link leads elsewhere', () => {
    const root = temporaryFolder();
    for (const name of ['one', 'two']) mkdirSync(join(root, name));
    const link = join(root, 'link');
    symlinkSync(join(root, 'one'), link);
    using held = holdFolder(link);
    expect(held).toBeDefined();
    assertHeld(join(link, 'x'));
    renameSync(link, join(root, 'old'));
    symlinkSync(join(root, 'two'), link);
    expect(goneError(join(link, 'x'))?.message).toContain('another folder in the place of');
  });

  it('is let go of', () => {
    const data = join(temporaryFolder(), 'data');
    mkdirSync(data);
    holdFolder(data)[Symbol.dispose]();
    renameSync(data, `${data}-away`);
    assertHeld(data);
  });

  it('must be there', async () => {
    const error = await caught(() => Promise.resolve(holdFolder(join(temporaryFolder(), 'none'))));
    expect(error.code).toBe('file');
  });
});

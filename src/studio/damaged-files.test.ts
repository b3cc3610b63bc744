/** Every reader of files that come from anywhere, on what is left of them: an error for people, and never another. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { propertySeed } from '../../test/support/property-cases.ts';
import { mutated } from './testing/mutations.ts';
import { READERS } from './testing/readers.ts';

const SHARES = [0, 0.01, 0.5, 0.99];
/** `npm run fuzz:readers` goes on with thousands. */
const MUTATIONS = 10;

function failure(read: () => unknown): Promise<unknown> {
  return Promise.try(read).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** A video's reader goes round in circles in three damaged ones of ten, and is given seconds before its thread is ended. */
const isSlow = (name: string) => name.endsWith('.webm');

describe.each(READERS)('$name', ({ name, file, read }) => {
  it('is refused in words where a part of it is left', async () => {
    const whole = await file();
    const path = join(temporaryFolder(), name);
    for (const length of [1, ...SHARES.map((share) => Math.floor(share * whole.length))]) {
      writeFileSync(path, whole.subarray(0, length));
      const error = await failure(() => read(path));
      // What a recipe needs may be whole, though the pixels after it are not.
      if (error !== undefined || length < whole.length / 4) expect(error).toBeInstanceOf(TrilemmaError);
    }
  });

  it.skipIf(isSlow(name))('is read, or refused in words, where some of it is changed', async () => {
    const whole = await file();
    const path = join(temporaryFolder(), name);
    const stream = randomStream(parseSeed(String(propertySeed)), 'changes');
    for (let i = 0; i < MUTATIONS; i++) {
      writeFileSync(path, mutated(whole, stream.split(name, i)));
      const error = await failure(() => read(path));
      if (error !== undefined) expect(error).toBeInstanceOf(TrilemmaError);
    }
  });
});

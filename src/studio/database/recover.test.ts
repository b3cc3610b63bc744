import { readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../../platform/testing/caught.ts';
import { entries } from '../../platform/testing/folders.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { backupsOf, DailyBackups } from './backups.ts';
import { MIGRATIONS } from './migrations.ts';
import { openOrRecover } from './recover.ts';

const JUNK = 'no database, but something else '.repeat(1000);

describe('a damaged database', () => {
  it('is put aside, and the latest whole backup takes its place; later pictures come from their files', async () => {
    const folder = temporaryFolder();
    {
      await using test = await testGallery(folder);
      await test.keepOf(noiseRecipe(1), { addTags: ['old'], rating: 5 });
      await using backups = new DailyBackups(test.database);
      const whole = await backups.ifDue(new Date('2026-11-22T08:00:00Z'));
      utimesSync(whole!, 1000, 1000);
      writeFileSync((await backups.ifDue(new Date('2026-11-23T08:00:00Z')))!, JUNK);
      await test.keepOf(noiseRecipe(2), { addTags: ['new'] });
    }
    const path = join(folder, 'studio.sqlite');
    writeFileSync(path, JUNK);
    await using test = await testGallery(folder);
    const [aside] = entries(folder).filter((name) => name.startsWith('studio-damaged-'));
    expect(readFileSync(join(folder, aside!), 'utf8')).toBe(JUNK);
    expect(test.notices).toEqual([
      expect.stringContaining(
        `was moved to ${join(folder, aside!)}. The backup of 1970-01-01 00:16 took its place`,
      ),
      expect.stringMatching(/^1 picture on the disk/),
    ]);
    expect(test.seeds()).toEqual(['1', '2']);
    expect(test.seeds({ tags: ['old'], minRating: 5 })).toEqual(['1']);
    expect(test.seeds({ text: 'noise' })).toEqual(['1', '2']);
  });

  it('without a backup is put aside all the same, and all pictures come from their files', async () => {
    const folder = temporaryFolder();
    {
      await using test = await testGallery(folder);
      await test.keep(1, 2, 3);
    }
    for (let time = 1; time <= 2; time++) {
      writeFileSync(join(folder, 'studio.sqlite'), JUNK);
      await using test = await testGallery(folder);
      expect(test.notices[0]).toMatch(/There was no backup: a new one was made/);
      expect(test.seeds().sort()).toEqual(['1', '2', '3']);
      expect(entries(folder).filter((name) => name.startsWith('studio-damaged-'))).toHaveLength(time);
    }
  });

  it.each([0, 1, 0.01, 0.5, 0.99])(
    'that is cut, to %d of its bytes (1: one byte), loses no picture',
    async (share) => {
      const folder = temporaryFolder();
      {
        await using test = await testGallery(folder);
        await test.keep(1, 2, 3);
      }
      const path = join(folder, 'studio.sqlite');
      const whole = readFileSync(path);
      writeFileSync(path, whole.subarray(0, share === 1 ? 1 : Math.floor(share * whole.length)));
      await using test = await testGallery(folder);
      expect(test.seeds().sort()).toEqual(['1', '2', '3']);
      expect(test.notices.join(' ')).toContain('3 pictures on the disk');
    },
  );

  it('is left alone where it is only newer', async () => {
    const path = join(temporaryFolder(), 'studio.sqlite');
    openOrRecover(path, [
      ...MIGRATIONS,
      { id: 'later', sql: 'CREATE TABLE later (x TEXT) STRICT' },
    ]).database.close();
    expect((await caught(() => openOrRecover(path))).code).toBe('database-newer');
    expect(entries(join(path, '..')).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('DailyBackups', () => {
  it('copies once a day, keeps a week, and no half copy', async () => {
    await using test = await testGallery();
    await test.keep(1);
    await using backups = new DailyBackups(test.database);
    for (let day = 10; day < 20; day++) {
      const now = new Date(Date.UTC(2026, 10, day, 9));
      const path = await backups.ifDue(now);
      utimesSync(path!, now, now);
      expect(await backups.ifDue(new Date(now.getTime() + 3_600_000))).toBeUndefined();
    }
    const names = readdirSync(join(test.folder, 'backups')).sort();
    expect(names).toEqual(Array.from({ length: 7 }, (_, i) => `studio-2026-11-${13 + i}.sqlite`));
    expect(backupsOf(test.database.name)[0]).toContain('2026-11-19');
    rmSync(join(test.folder, 'backups'), { recursive: true });
    expect(backupsOf(test.database.name)).toEqual([]);
  });

  it('goes on, and is recovered from in the order of the copies, whatever the clocks said', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'studio.sqlite');
    const copied: string[] = [];
    {
      await using test = await testGallery(folder);
      await using backups = new DailyBackups(test.database);
      // The clock is eight years ahead once, then right again; the copy's time is later than all others'.
      for (const [seed, day] of ['2026-11-20', '2034-11-21', '2026-11-21', '2026-11-22'].entries()) {
        await test.keepOf(noiseRecipe(seed), { addTags: [`tag ${seed}`] });
        const now = new Date(`${day}T09:00:00Z`);
        const copy = await backups.ifDue(now);
        utimesSync(copy!, now, now);
        copied.push(copy!);
        expect(await backups.ifDue(new Date(now.getTime() + 1000))).toBeUndefined();
      }
    }
    expect(backupsOf(path)).toEqual(copied.toReversed());
    writeFileSync(path, JUNK);
    await using test = await testGallery(folder);
    expect(test.seeds({ tags: ['tag 3'] })).toEqual(['3']);
    // What was restored is older than the copies, and the next copy is the latest all the same.
    await using backups = new DailyBackups(test.database);
    const next = await backups.ifDue(new Date('2026-11-24T09:00:00Z'));
    expect(backupsOf(path)[0]).toBe(next);
  });
});

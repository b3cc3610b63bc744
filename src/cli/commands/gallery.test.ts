import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { lockDataFolder } from '../../studio/database/lock.ts';
import { noiseRecipe } from '../../studio/gallery/testing/noise-pictures.ts';
import { testGallery } from '../../studio/gallery/testing/test-gallery.ts';
import { trilemma, trilemmaJson } from '../testing/trilemma.ts';

it('lists, finds, tags, exports, imports, counts and checks, also while the studio is open', async () => {
  const home = temporaryFolder();
  await using test = await testGallery(home);
  await test.keepOf(noiseRecipe(1), { addTags: ['hat'], rating: 3 });
  await test.keep(2);
  // What an open studio holds.
  const lock = lockDataFolder(home);
  onTestFinished(() => lock[Symbol.dispose]());
  const gallery = (...args: readonly string[]) => trilemmaJson(home, 'gallery', ...args);

  expect(
    await gallery('tag', '2', '--add', 'smile', 'for the book', '--favourite', '--note', 'n'),
  ).toMatchObject({
    items: [{ id: 2, tags: ['for the book', 'smile'], favourite: true, note: 'n' }],
  });
  expect(test.seeds({ tags: ['smile'] })).toEqual(['2']);
  expect(await gallery('list', '--sort', 'rating')).toMatchObject({
    total: 2,
    items: [{ id: 1 }, { id: 2 }],
  });
  expect(await gallery('list', '--tag', 'hat', '--model', 'noise')).toMatchObject({
    total: 1,
    items: [{ id: 1 }],
  });
  expect(await gallery('search', 'noi', 'smi')).toMatchObject({ total: 1, items: [{ id: 2 }] });
  expect(await gallery('stats')).toMatchObject({ total: 2, favourites: 1, tags: [{}, {}, {}] });

  const out = join(temporaryFolder(), 'out.zip');
  expect(await gallery('export', out, '--rating', '3', '--pattern', '{seed}')).toMatchObject({ pictures: 1 });
  const other = temporaryFolder();
  const reference = join(temporaryFolder(), 'no.png');
  writeFileSync(reference, 'no picture');
  const imported = await trilemma(other, 'gallery', 'import', out, reference);
  expect(imported).toMatchObject({ code: 1, stdout: '1 added, 0 there already, 1 refused.\n' });
  expect(await trilemmaJson(other, 'gallery', 'list')).toMatchObject({
    items: [{ tags: ['hat'], rating: 3 }],
  });

  expect(await trilemma(home, 'gallery', 'check')).toMatchObject({ code: 0 });
  copyFileSync(test.gallery.pathOf(1), test.gallery.pathOf(2));
  const check = await trilemma(home, 'gallery', 'check');
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(
    /^2: .*changed by another program[^\n]*\n2 pictures checked, 1 not as they were kept/,
  );
});

it.each([
  ['tag of nothing', ['tag', '9', '--add', 'x']],
  ['a number that is none', ['tag', 'x', '--add', 'y']],
  ['no change', ['tag', '1']],
  ['an unknown model', ['list', '--model', 'nobody']],
  ['an export of nothing', ['export', 'x.zip']],
  ['a missing file', ['import', 'missing-folder/manifest.json']],
])('%s: one line, exit 2', async (_what, args) => {
  const home = temporaryFolder();
  const { code, stdout, stderr } = await trilemma(home, 'gallery', ...args);
  expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
  expect([code, stdout]).toEqual([2, '']);
});

it('keeps what generate makes, once', async () => {
  const home = temporaryFolder();
  const make = () =>
    trilemmaJson(home, 'generate', 'faces', '--count', '2', '--seed', '5', '--save', '--device', 'cpu');
  const made = await make();
  expect(made).toMatchObject({ files: [], kept: expect.arrayContaining([1, 2]) as unknown });
  expect(await make()).toMatchObject({ kept: made.kept });
  expect(await trilemmaJson(home, 'gallery', 'list', '--sort', 'seed')).toMatchObject({
    total: 2,
    items: [{ recipe: { seed: '5' } }, { recipe: { seed: '6' } }],
  });
  expect(readdirSync(join(home, 'pictures'))).toHaveLength(2);
});
